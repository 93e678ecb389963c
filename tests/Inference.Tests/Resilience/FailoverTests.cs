using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Inference.Resilience;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Tests.Resilience;

/// <summary>Two deployments of one provider, of which the first fails.</summary>
public sealed class FailoverTests
{
    [Theory]
    [InlineData(503, "SERVER_ERROR")]
    [InlineData(429, "RATE_LIMITED")]
    [InlineData(401, "UNAUTHORIZED")]
    [InlineData(404, "UNKNOWN_MODEL")]
    public async Task What_one_deployment_cannot_do_the_next_one_does_at_once(int status, string failure)
    {
        await using var world = await World.CreateAsync();
        await using var second = await FakeProvider.StartAsync();
        world.Provider.Answer = (_, http) => Wire.ErrorAsync(http, status, "no", retryAfter: "77");
        var replica = world.Replica(Two(world, second));

        var events = await World.RunAsync(replica, World.Request());

        Assert.Equal("Hello", World.TextOf(events));
        Assert.Equal([failure, ""], World.AttemptsOf(events).Select(attempt => attempt.FailureReason));
        Assert.Equal((1, 1), (world.Provider.Calls.Count, second.Calls.Count));
        Assert.Equal(1, await world.ScalarAsync<long>("SELECT count(*) FROM attempts WHERE endpoint = 'openai-eu' AND outcome = 1"));
    }

    [Fact]
    public async Task A_deployment_that_asked_to_be_left_alone_is_not_the_first_choice_meanwhile()
    {
        await using var world = await World.CreateAsync();
        await using var second = await FakeProvider.StartAsync();
        world.Provider.Answer = (_, http) => Wire.ErrorAsync(http, 429, "no", retryAfter: "77");
        var replica = world.Replica(Two(world, second));

        for (var i = 0; i < 3; i++)
            await World.RunAsync(replica, World.Request());

        Assert.Equal((1, 3), (world.Provider.Calls.Count, second.Calls.Count));
    }

    [Fact]
    public async Task A_request_that_is_at_fault_itself_is_not_tried_elsewhere()
    {
        await using var world = await World.CreateAsync();
        await using var second = await FakeProvider.StartAsync();
        world.Provider.Answer = (_, http) => Wire.ErrorAsync(http, 400, "no");

        var error = await World.FailAsync(world.Replica(Two(world, second)), World.Request());

        Assert.Equal(Reasons.ProviderRejected, TollgateException.FromRpc(error).Reason);
        Assert.Empty(second.Calls);
    }

    [Fact]
    public async Task A_deployment_that_failed_too_often_is_left_alone_and_nothing_is_held_for_it()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.ErrorAsync(http, 500, "no");
        var replica = world.Replica(settings =>
        {
            settings["Resilience:BreakAfter"] = "4";
            settings["Resilience:OpenFor"] = "00:01:00";
            settings["Retries:BaseDelay"] = "00:00:00.001";
        });

        await World.FailAsync(replica, World.Request());
        var error = TollgateException.FromRpc(await World.FailAsync(replica, World.Request()));

        Assert.Equal(Reasons.ProviderUnavailable, error.Reason);
        Assert.InRange(error.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal((4, 4), (world.Provider.Calls.Count, world.Metering.Asked.Count));
    }

    [Fact]
    public async Task Without_retry_budget_a_failure_is_final_and_counted_as_such()
    {
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.ErrorAsync(http, 500, "no");
        var replica = world.Replica(settings =>
        {
            settings["Resilience:RetryReserve"] = "2";
            settings["Resilience:RetryRatio"] = "0";
            settings["Retries:BaseDelay"] = "00:00:00.001";
        });
        var ratio = 0.0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "tollgate.inference.retry.ratio" && ReferenceEquals(instrument.Meter.Scope, replica.Services.GetRequiredService<IMeterFactory>()))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => ratio = value);
        listener.Start();

        await World.FailAsync(replica, World.Request());
        await World.FailAsync(replica, World.Request());
        listener.RecordObservableInstruments();

        Assert.Equal(4, world.Provider.Calls.Count);
        Assert.Equal(1.0, ratio);
    }

    [Fact]
    public async Task Deployments_are_told_apart_by_model()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica();

        await World.RunAsync(replica, World.Request());
        await World.RunAsync(replica, World.Request(model: "gpt-4.1"));

        Assert.Equal(
            [("sim", "gpt-4.1", 0), ("sim", "gpt-4.1-mini", 0)],
            replica.Services.GetRequiredService<Deployments>().All.Select(known => (known.Endpoint, known.Model, known.InFlight)).Order());
    }

    private static Action<IDictionary<string, string?>> Two(World world, FakeProvider second) => settings =>
    {
        foreach (var (name, address, priority) in ((string, string, string)[])[("openai", world.Provider.BaseUrl, "0"), ("openai-eu", second.BaseUrl, "1")])
        {
            settings[$"Providers:{name}:BaseUrl"] = address;
            settings[$"Providers:{name}:ApiKey"] = "sk-test";
            settings[$"Providers:{name}:Serves"] = "openai";
            settings[$"Providers:{name}:Priority"] = priority;
        }
    };
}
