using Tollgate.Cli.Platform;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Platform.Tests.Telemetry;

namespace Tollgate.Platform.Tests;

[Collection(PlatformCollection.Name)]
public sealed class TelemetryTests(PlatformFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Journey = ["intake", "retrieval", "routing", "inference", "metering", "billing"];

    [Fact]
    public async Task One_trace_spans_the_whole_journey_and_holds_no_prompt()
    {
        var canary = $"canary{Guid.NewGuid():N}";
        var assistant = fixture.Day.Assistants.First(a => a.KnowledgeBase.Length > 0);
        var answer = await fixture.Platform.Intake.CompleteAsync(
            new CompleteRequest
            {
                Assistant = assistant.AssistantId,
                Messages = { new Message { Role = "user", Content = $"How long do I have to appeal a denied claim? {canary}" } },
            },
            PlatformClients.WithApiKey(fixture.Keys[assistant.TenantId], Patience, default));

        var spans = await UntilAsync(answer.Receipt.TraceId, s => Journey.All(service => s.Any(span => span.Service == service)));

        Assert.All(Journey, service => Assert.Contains(spans, span => span.Service == service));
        var settle = Assert.Single(spans, span => span.Name == "settle usage");
        Assert.Equal("metering", settle.Service);
        Assert.NotEmpty(settle.LinkedTraceIds);
        Assert.Contains(spans, span => span is { Service: "billing", Name: "rate usage" });
        Assert.Contains(spans, span => span.Service == "inference" && span.Attributes.GetValueOrDefault("gen_ai.operation.name") == "chat");
        Assert.False(fixture.Telemetry.Contains(canary), "A prompt was exported.");
        Assert.False(fixture.Telemetry.Contains(fixture.Keys[assistant.TenantId]), "An API key was exported.");
    }

    [Fact]
    public async Task Every_replica_serves_at_least_a_quarter_of_the_calls()
    {
        var key = fixture.Keys[fixture.Day.Tenants[0].TenantId];
        var before = fixture.Telemetry.Spans.Count;
        for (var i = 0; i < 40; i++)
        {
            await fixture.Platform.Intake.CompleteAsync(
                new CompleteRequest { Model = "gpt-4.1-nano", MaxTokens = 8, Messages = { new Message { Role = "user", Content = $"Say {i}." } } },
                PlatformClients.WithApiKey(key, Patience, default));
        }

        (string Service, string Rpc)[] calls = [("intake", "Complete"), ("routing", "Run"), ("inference", "Run")];
        foreach (var (service, rpc) in calls)
        {
            var counts = await UntilCountedAsync(before, service, rpc, 40);
            Assert.Equal(2, counts.Count);
            Assert.All(counts.Values, count => Assert.True(count >= 10, $"{service}: {string.Join(", ", counts.Values)}"));
        }
    }

    private async Task<IReadOnlyList<CollectedSpan>> UntilAsync(string traceId, Func<IReadOnlyList<CollectedSpan>, bool> complete)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var spans = fixture.Telemetry.Spans.Where(span => span.TraceId == traceId).ToArray();
            if (complete(spans) || patience.IsCancellationRequested)
                return spans;
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private async Task<Dictionary<string, int>> UntilCountedAsync(int after, string service, string rpc, int calls)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var counts = fixture.Telemetry.Spans.Skip(after)
                .Where(span => span.Service == service && span.Kind == CollectedSpan.ServerKind && span.Name.EndsWith($"/{rpc}", StringComparison.Ordinal))
                .GroupBy(span => span.Instance)
                .ToDictionary(group => group.Key, group => group.Count());
            if (counts.Values.Sum() >= calls || patience.IsCancellationRequested)
                return counts;
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
