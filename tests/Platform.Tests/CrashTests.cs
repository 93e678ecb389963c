using System.Diagnostics;
using Tollgate.Cli.Workloads;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Platform.Tests;

/// <summary>Any one service dies in the middle of the work: it comes back, every request ends, and the books balance.</summary>
[Collection(PlatformCollection.Name)]
public sealed class CrashTests(PlatformFixture fixture)
{
    private const int Requests = 120;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("inference")]
    [InlineData("metering")]
    [InlineData("routing")]
    [InlineData("intake")]
    [InlineData("billing")]
    [InlineData("retrieval")]
    public async Task Killed_in_the_middle(string service)
    {
        var tally = new WorkTally();
        var run = new WorkRunner(fixture.Platform, maxConcurrency: 32).RunAsync(Work(service), tally, default);
        await UntilAsync(() => tally.Requests > Requests / 4);

        var victim = fixture.Host.Resources.Single(r => r.Name == service).Replicas[0];
        using (var process = Process.GetProcessById(victim.Pid!.Value))
            process.Kill();

        await run.WaitAsync(Patience);
        Assert.Equal((Requests, 0), (tally.Answered, tally.Failed));
        await UntilAsync(() => fixture.Host.Resources.Single(r => r.Name == service).Replicas[0] is { Healthy: true } back && back.Pid != victim.Pid);
        await fixture.AssertBalancedAsync();
    }

    private IEnumerable<WorkItem> Work(string service)
    {
        var assistant = fixture.Day.Assistants.First(a => a.KnowledgeBase.Length > 0);
        var key = fixture.Keys[assistant.TenantId];
        for (var i = 0; i < Requests; i++)
        {
            var request = new CompleteRequest
            {
                Messages = { new Message { Role = "user", Content = $"Question {i} of the {service} run: how long may an appeal take?" } },
            };
            if (i % 2 == 0)
                request.Assistant = assistant.AssistantId;
            else
                request.Model = "gpt-4.1-mini";
            yield return new WorkItem(Length * i / Requests, key, request, Stream: i % 3 == 0);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(20, patience.Token);
    }
}
