using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Stripe;
using Stripe.Billing;

namespace Tollgate.Billing.Stripe;

/// <summary>Sends one meter event through Stripe's SDK, which is told not to try again by itself: when and how often is decided here.</summary>
internal sealed class StripeSender(IOptions<StripeOptions> options, TimeProvider clock)
{
    private const string Duplicate = "duplicate_meter_event";
    private readonly MeterEventService meterEvents = new(new StripeClient(
        options.Value.ApiKey is { Length: > 0 } key ? key : "none",
        httpClient: new SystemNetHttpClient(maxNetworkRetries: 0, enableTelemetry: false),
        apiBase: options.Value.ApiBase is { Length: > 0 } address ? address : null));

    public async Task<(StripeOutcome Outcome, string Result, TimeSpan? RetryAfter)> SendAsync(StripeEvent usage, CancellationToken cancellationToken)
    {
        var oldest = clock.GetUtcNow() - options.Value.MaxAge;
        var create = new MeterEventCreateOptions
        {
            EventName = usage.EventName,
            Identifier = usage.EventId.ToString("D"),
            // Usage that waited for longer than Stripe accepts is billed as of now-ish, like every late fact.
            Timestamp = (usage.Time > oldest ? usage.Time : oldest).UtcDateTime,
            Payload = new Dictionary<string, string>
            {
                ["stripe_customer_id"] = usage.CustomerId,
                ["value"] = usage.Quantity.ToString(CultureInfo.InvariantCulture),
            },
        };
        try
        {
            // The identifier alone makes it idempotent: under an idempotency key of ours Stripe would answer a failure again and again for a day.
            await meterEvents.CreateAsync(create, cancellationToken: cancellationToken);
            return (StripeOutcome.Sent, "sent", null);
        }
        catch (StripeException error)
        {
            return (OutcomeOf(error), error.StripeError?.Code ?? ((int)error.HttpStatusCode).ToString(CultureInfo.InvariantCulture), RetryAfterOf(error));
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (StripeOutcome.Unknown, "no answer", null);
        }
    }

    private static StripeOutcome OutcomeOf(StripeException error) => error.HttpStatusCode switch
    {
        _ when error.StripeError?.Code == Duplicate => StripeOutcome.Sent,
        // The key or its rights: ours to mend, and no reason to lose usage.
        HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => StripeOutcome.NotNow,
        >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.Conflict => StripeOutcome.Refused,
        _ => StripeOutcome.Unknown,
    };

    private static TimeSpan? RetryAfterOf(StripeException error) => error.StripeResponse?.Headers?.RetryAfter?.Delta;
}
