using Tollgate.AppHost.Local;

namespace Tollgate.AppHost.Tests.Engine;

public sealed class StartOrderTests
{
    [Fact]
    public async Task A_service_starts_only_when_the_one_it_waits_for_is_healthy()
    {
        await using var test = new TestApplication();
        var first = test.AddService("first").WithEnvironment("StartsUnhealthy", "true");
        test.AddService("second").WithReference(first).WaitFor(first);
        await test.StartAsync();

        var notifications = test.Application.ResourceNotifications;
        await notifications.WaitForResourceAsync("first", KnownResourceStates.Running, test.Limit);
        await PostUntilAnsweredAsync(test, "first", unhealthyFirst: () =>
            Assert.Equal(KnownResourceStates.Waiting, notifications.Get("second").Single().State));

        await test.HealthyAsync("second");
        Assert.True(notifications.Get("first").Single().Healthy);
    }

    [Fact]
    public async Task A_resource_that_waits_for_completion_starts_after_the_job_has_ended_well()
    {
        await using var test = new TestApplication();
        var job = test.Builder.AddExecutable("job", "sh", ".", "-c", "exit 0");
        test.Builder.AddExecutable("after", "sh", ".", "-c", "exit 0").WaitForCompletion(job);
        await test.StartAsync();

        await test.Application.ResourceNotifications.WaitForResourceAsync("after", KnownResourceStates.Finished, test.Limit);
        Assert.Equal(0, test.Application.ResourceNotifications.Get("job").Single().ExitCode);
    }

    [Fact]
    public async Task A_resource_whose_dependency_failed_says_so_instead_of_waiting_for_ever()
    {
        await using var test = new TestApplication();
        var job = test.Builder.AddExecutable("job", "sh", ".", "-c", "exit 7");
        test.Builder.AddExecutable("after", "sh", ".", "-c", "exit 0").WaitForCompletion(job);
        await test.StartAsync();

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            test.Application.ResourceNotifications.WaitForResourceHealthyAsync("after", WaitBehavior.StopOnResourceUnavailable, test.Limit));
        Assert.Contains("exit code 7 instead of 0", failure.Message, StringComparison.Ordinal);
    }

    private static async Task PostUntilAnsweredAsync(TestApplication test, string name, Action unhealthyFirst)
    {
        using var client = new HttpClient { BaseAddress = test.Application.GetEndpoints(name)[0] };
        while (true)
        {
            try
            {
                using var before = await client.GetAsync("/health", test.Limit);
                Assert.False(before.IsSuccessStatusCode);
                unhealthyFirst();
                using var response = await client.PostAsync("/health", null, test.Limit);
                response.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (!test.Limit.IsCancellationRequested)
            {
                // The process runs, but does not listen yet.
                await Task.Yield();
            }
        }
    }
}
