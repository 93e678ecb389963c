using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.Billing.Tests.Stripe;

/// <summary>The one endpoint of Stripe that we call: keeps meter events by identifier, refuses duplicates, and fails as a test says.</summary>
internal sealed class FakeStripe : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeStripe(WebApplication app) => this.app = app;

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>What was taken, by identifier.</summary>
    public ConcurrentDictionary<string, MeterEvent> Taken { get; } = new();

    public int Calls { get; private set; }

    /// <summary>What the last caller showed.</summary>
    public string Authorization { get; private set; } = "";

    /// <summary>Decides before anything is taken; null lets it pass.</summary>
    public Func<HttpContext, IResult?> Before { get; set; } = _ => null;

    /// <summary>Decides after it was taken; null answers with success.</summary>
    public Func<HttpContext, IResult?> After { get; set; } = _ => null;

    public static async Task<FakeStripe> StartAsync()
    {
        // Empty: a test project has the settings of the service it tests beside it, addresses included.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore().AddLogging();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var stripe = new FakeStripe(app);
        app.MapPost("/v1/billing/meter_events", (Delegate)stripe.TakeAsync);
        await app.StartAsync();
        return stripe;
    }

    public static IResult Error(int status, string code, string type = "invalid_request_error") =>
        Results.Json(new { error = new { code, type, message = code } }, statusCode: status);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpContext context)
    {
        Calls++;
        Authorization = context.Request.Headers.Authorization.ToString();
        if (Before(context) is { } early)
            return early;
        var form = await context.Request.ReadFormAsync();
        var taken = new MeterEvent(
            form["event_name"].ToString(), form["payload[stripe_customer_id]"].ToString(),
            long.Parse(form["payload[value]"].ToString(), CultureInfo.InvariantCulture),
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(form["timestamp"].ToString(), CultureInfo.InvariantCulture)));
        var identifier = form["identifier"].ToString();
        if (!Taken.TryAdd(identifier, taken))
            return Error(400, "duplicate_meter_event");
        return After(context) ?? Results.Json(new { @object = "billing.meter_event", identifier, event_name = taken.Name, livemode = false });
    }
}

/// <summary>A meter event as it was sent.</summary>
internal sealed record MeterEvent(string Name, string Customer, long Value, DateTimeOffset Time);
