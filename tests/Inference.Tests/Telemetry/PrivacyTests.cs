using System.Collections.Concurrent;
using System.Diagnostics;
using Tollgate.Inference.Tests.Fakes;

namespace Tollgate.Inference.Tests.Telemetry;

public sealed class PrivacyTests
{
    private const string Secret = "canary-4711-tell-nobody";
    private const string CaptureContent = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

    [Theory]
    [InlineData(200, false)]
    [InlineData(200, true)]
    [InlineData(400, true)]
    [InlineData(500, false)]
    public async Task Neither_prompt_nor_answer_nor_key_is_in_any_span_log_error_or_event(int status, bool stream)
    {
        Environment.SetEnvironmentVariable(CaptureContent, "true");
        using var spans = new CapturedSpans();
        await using var world = await World.CreateAsync();
        world.Provider.Report = _ => World.Finished(input: 0, output: 0);
        world.Provider.Answer = (_, http) => status == 200
            ? stream ? Wire.StreamAsync(http, [Secret], Wire.Usage(20, 9)) : Wire.CompleteAsync(http, Secret, Wire.Usage(20, 9))
            : Wire.ErrorAsync(http, status, $"You said {Secret}, and your key is {Secret}");
        var replica = world.Replica(settings =>
        {
            settings["Providers:sim:ApiKey"] = $"sk-{Secret}";
            settings["Retries:MaxAttempts"] = "2";
        });

        var (_, error) = await World.TryRunAsync(replica, World.Request($"My secret is {Secret}.", stream));

        Assert.Equal(status != 200, error is not null);
        Assert.DoesNotContain(Secret, error?.ToString() ?? "");
        Assert.All(replica.Logs.Lines, line => Assert.DoesNotContain(Secret, line));
        Assert.Contains(spans.All, span => span.DisplayName == "chat gpt-4.1-mini");
        Assert.All(spans.All, span => Assert.DoesNotContain(Secret, CapturedSpans.Everything(span)));
        Assert.DoesNotContain(Secret, await world.ScalarAsync<string>("SELECT string_agg(attempts::text, ' ') FROM attempts"));
        Assert.DoesNotContain(Secret, await world.ScalarAsync<string>("SELECT string_agg(convert_from(body, 'UTF8'), ' ') FROM messaging.outbox"));
    }

    [Fact]
    public async Task A_call_is_a_client_span_by_the_GenAI_conventions()
    {
        using var spans = new CapturedSpans();
        await using var world = await World.CreateAsync();
        world.Provider.Answer = (_, http) => Wire.StreamAsync(http, ["Hello"], Wire.Usage(input: 10, output: 2, cached: 4));

        var events = await World.RunAsync(world.Replica(), World.Request(stream: true, model: "gemini-2.5-flash", provider: "google"));

        var attemptId = World.AttemptsOf(events).Single().AttemptId;
        var span = Assert.Single(spans.All, span => Equals(span.GetTagItem("tollgate.attempt.id"), attemptId));
        Assert.Equal(("chat gemini-2.5-flash", ActivityKind.Client), (span.DisplayName, span.Kind));
        Assert.Equal("chat", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal("gcp.gemini", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal("gemini-2.5-flash", span.GetTagItem("gen_ai.request.model"));
        Assert.Equal(10L, Convert.ToInt64(span.GetTagItem("gen_ai.usage.input_tokens"), null));
        Assert.Equal(2L, Convert.ToInt64(span.GetTagItem("gen_ai.usage.output_tokens"), null));
        Assert.Equal("acme", span.GetTagItem("tollgate.tenant.id"));
    }

    private sealed class CapturedSpans : IDisposable
    {
        private readonly ConcurrentQueue<Activity> stopped = new();
        private readonly ActivityListener listener;

        public CapturedSpans()
        {
            listener = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(listener);
        }

        public IReadOnlyCollection<Activity> All => stopped;

        public static string Everything(Activity span) => string.Join(
            '\n',
            [
                span.DisplayName,
                span.StatusDescription ?? "",
                .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                .. span.Events.SelectMany(happened => happened.Tags.Select(tag => $"{happened.Name}.{tag.Key}={tag.Value}")),
                .. span.Baggage.Select(item => $"{item.Key}={item.Value}"),
            ]);

        public void Dispose() => listener.Dispose();
    }
}
