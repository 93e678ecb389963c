using System.Collections.Concurrent;
using System.Diagnostics;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;

namespace Tollgate.Intake.Tests.Completions;

/// <summary>What is asked and answered, and the keys, are nobody's business: not in logs at any level, not in spans.</summary>
[Collection(IntakeCollection.Name)]
public sealed class SilenceTests(IntakeFixture fixture)
{
    private const string Canary = "canary-4f1d";

    [Fact]
    public async Task Prompts_answers_and_keys_are_in_no_log_and_no_span()
    {
        var tenant = await fixture.CreateTenantAsync(assistant: new Assistant { AssistantId = "claims", SystemPrompt = $"{Canary} {{{{v}}}}", KnowledgeBase = "policies" });
        fixture.Routing.Script(tenant.Id, FakeRouting.Answer($"{Canary} answer"));
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue($"{span.DisplayName} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Events.SelectMany(e => e.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);
        var logs = new CapturedLogs();
        await using (var app = fixture.Start(logs))
        {
            var request = Asking.Question($"{Canary} question");
            (request.Assistant, request.IdempotencyKey, request.Variables["v"]) = ("claims", "k", Canary);
            await app.Client(tenant.ApiKey).CompleteAsync(request);
            await app.Client(tenant.ApiKey).CompleteAsync(request);
            request.MaxTokens = -1;
            request.Messages[0].Role = Canary;
            await Asking.RefusedAsync(() => app.Client(tenant.ApiKey).CompleteAsync(request));
            await Asking.RefusedAsync(() => app.Client(tenant.ApiKey[..^1] + "0").CompleteAsync(request));
            fixture.Routing.Script(tenant.Id, FakeRouting.DieMidStream());
            await Asking.RefusedAsync(() => app.Client(tenant.ApiKey).CompleteAsync(Asking.Question($"{Canary} dies")));
        }

        var said = logs.Text + string.Join('\n', spans);
        Assert.Contains("tollgate.intake.v1.IntakeService", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, said, StringComparison.Ordinal);
        Assert.DoesNotContain(tenant.ApiKey.Split('_')[^1][..^1], said, StringComparison.Ordinal);
    }
}
