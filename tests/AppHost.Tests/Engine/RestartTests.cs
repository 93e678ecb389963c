using Microsoft.Extensions.Time.Testing;
using Tollgate.AppHost.Local;

namespace Tollgate.AppHost.Tests.Engine;

public sealed class RestartTests
{
    [Fact]
    public async Task A_killed_service_comes_back_as_another_process_on_the_same_ports()
    {
        await using var test = new TestApplication();
        test.AddService("service").WithReplicas(2);
        await test.StartAsync();
        await test.HealthyAsync("service");

        var addresses = test.Application.GetEndpoints("service", "grpc");
        var first = await test.GetAsync("service", "/process", replica: 1);
        var untouched = await test.GetAsync("service", "/process", replica: 0);

        await test.Application.KillAsync("service", replica: 1, test.Limit);
        await test.HealthyAsync("service");

        Assert.NotEqual(first, await test.GetAsync("service", "/process", replica: 1));
        Assert.Equal(untouched, await test.GetAsync("service", "/process", replica: 0));
        Assert.Equal(addresses, test.Application.GetEndpoints("service", "grpc"));
        Assert.Equal(1, test.Application.GetRestarts("service", replica: 1));
        Assert.Equal(0, test.Application.GetRestarts("service", replica: 0));
    }

    [Fact]
    public void Each_crash_in_a_row_doubles_the_wait_up_to_a_limit()
    {
        var time = new FakeTimeProvider();
        var backoff = new RestartBackoff(time);

        var waits = new List<double>();
        for (var crash = 0; crash < 9; crash++)
        {
            backoff.Started();
            time.Advance(TimeSpan.FromSeconds(1));
            waits.Add(backoff.Next().TotalSeconds);
        }

        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 15, 15, 15], waits);
    }

    [Fact]
    public void A_process_that_held_out_starts_again_at_the_shortest_wait()
    {
        var time = new FakeTimeProvider();
        var backoff = new RestartBackoff(time);
        backoff.Started();
        Assert.Equal(0.25, backoff.Next().TotalSeconds);
        Assert.Equal(0.5, backoff.Next().TotalSeconds);

        backoff.Started();
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0.25, backoff.Next().TotalSeconds);
    }
}
