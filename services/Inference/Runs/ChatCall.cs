using System.Text;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Holds;
using Tollgate.Inference.Prompts;
using Tollgate.Inference.Providers;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Runs;

/// <summary>
/// Makes the chat call of an attempt, hands deltas on as they come, and says what it came to. Does not throw. It outlives its caller: for
/// as long as the drain allows, and until the call is cancelled upstream.
/// </summary>
internal sealed class ChatCall(ChatProvider provider, IOptions<HangUpOptions> hangUp, TimeProvider clock)
{
    public async Task<CallEnd> RunAsync(PreparedRun run, OpenedAttempt attempt, Action<Delta> deliver, CancellationToken caller)
    {
        using var timer = new CallTimer(
            attempt, run.Stream ? run.Endpoint.Options.StallsAfter : null, hangUp.Value.DrainOf(run.Endpoint), clock, caller);
        var context = new CallContext(attempt);
        var seen = new Seen();
        HoldAnswer? stopped = null;
        ProviderException? failure = null;
        var began = clock.GetTimestamp();
        try
        {
            await foreach (var chunk in provider.CallAsync(run.Endpoint, attempt, run.Messages, run.Options, run.Stream, context, timer.Token))
            {
                timer.Progress();
                seen.Add(chunk);
                // What was already on its way when the answer was stopped has been generated and counts, but is nobody's answer.
                if (chunk is { Text.Length: 0, ToolCalls.Count: 0 } || stopped is not null)
                    continue;
                seen.FirstAfter ??= clock.GetElapsedTime(began);
                deliver(new Delta { Text = chunk.Text, ToolCalls = { chunk.ToolCalls } });
                stopped = await AdvanceAsync(run, attempt, GeneratedIn(chunk), seen, timer);
                if (stopped is not null)
                    timer.GiveUp();
            }

            if (seen.FinishReason is null && stopped is null)
                failure = run.Stream
                    ? new ProviderException(ProviderFailure.StreamCut, "The provider's stream ended before its answer did.")
                    : new ProviderException(ProviderFailure.Malformed, "The provider's answer does not say how it ended.");
        }
        catch (OperationCanceledException) when (timer.Token.IsCancellationRequested)
        {
            failure = timer.Why();
            return End(stopped is not null ? AttemptOutcome.Stopped : failure is null ? AttemptOutcome.Cancelled : AttemptOutcome.TimedOut);
        }
        catch (Exception error)
        {
            failure = stopped is null ? ProviderFailures.From(error, clock) : null;
            if (failure is { Failure: ProviderFailure.Broken } && seen.Any)
                failure = new ProviderException(ProviderFailure.StreamCut, failure.Message);
        }

        return End(
            stopped is not null ? AttemptOutcome.Stopped
            : failure is not null ? AttemptOutcome.Failed
            : timer.IsCallerGone ? AttemptOutcome.Cancelled
            : AttemptOutcome.Succeeded);

        CallEnd End(AttemptOutcome outcome) => new()
        {
            Outcome = outcome,
            Failure = failure,
            Stopped = stopped,
            // A call that the caller forced ends some providers' answers with "stop".
            FinishReason = seen is { ToolCalls: > 0, FinishReason: "stop" } ? "tool_calls" : seen.FinishReason ?? "",
            StatedUsage = seen.Usage,
            CountedUsage = run.Stream || seen.FinishReason is not null ? Count(run, seen) : null,
            Held = attempt.Slices?.Held,
            Model = seen.Model ?? "",
            MeanLogprob = seen.LogprobCount > 0 ? seen.LogprobSum / seen.LogprobCount : null,
            TimeToFirstToken = run.Stream ? seen.FirstAfter : null,
            Sent = context.Sent,
            ToolCalls = seen.ToolCalls,
            SchemaTokens = run.Count.ToolSchema,
            Delivered = seen.Text.Length > 0,
            EndTime = clock.GetUtcNow(),
        };
    }

    /// <summary>Sees to it that what is held stays ahead of what is generated, and that an answer without a caller does not go on for long.</summary>
    private async ValueTask<HoldAnswer?> AdvanceAsync(PreparedRun run, OpenedAttempt attempt, string text, Seen seen, CallTimer timer)
    {
        if (attempt.Slices is null && !timer.IsCallerGone)
            return null;
        var tokens = PromptTokens.MostOf(run.Request.Model, text);
        if (timer.IsCallerGone && (seen.Drained += tokens) > hangUp.Value.DrainTokens)
            timer.GiveUp();
        return attempt.Slices is { } slices ? await slices.AdvanceAsync(tokens) : null;
    }

    // What a provider generates for a call is, as far as it can be seen, the function's name and its arguments.
    private static string GeneratedIn(in ChatChunk chunk) => chunk.ToolCalls.Count == 0
        ? chunk.Text
        : string.Concat(chunk.ToolCalls.Select(call => call.Name + call.Arguments).Prepend(chunk.Text));

    private static TokenUsage Count(PreparedRun run, Seen seen) => new()
    {
        Input = run.Count.Total,
        Output = PromptTokens.CountText(run.Request.Model, seen.Text.ToString()),
    };

    private sealed class Seen
    {
        /// <summary>Everything generated that was seen.</summary>
        public StringBuilder Text { get; } = new();

        /// <summary>Tool calls that were begun.</summary>
        public int ToolCalls { get; private set; }

        public bool Any { get; private set; }

        public string? FinishReason { get; private set; }

        public string? Model { get; private set; }

        public TokenUsage? Usage { get; private set; }

        public double LogprobSum { get; private set; }

        public int LogprobCount { get; private set; }

        public TimeSpan? FirstAfter { get; set; }

        /// <summary>Tokens that came after the caller had gone.</summary>
        public long Drained { get; set; }

        public void Add(in ChatChunk chunk)
        {
            Any = true;
            Text.Append(GeneratedIn(chunk));
            foreach (var call in chunk.ToolCalls)
                ToolCalls = Math.Max(ToolCalls, call.Index + 1);
            FinishReason = chunk.FinishReason ?? FinishReason;
            Model = chunk.Model ?? Model;
            Usage = chunk.Usage ?? Usage;
            LogprobSum += chunk.LogprobSum;
            LogprobCount += chunk.LogprobCount;
        }
    }
}
