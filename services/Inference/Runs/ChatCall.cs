using System.Text;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Prompts;
using Tollgate.Inference.Providers;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Runs;

/// <summary>Makes the chat call of an attempt, hands deltas on as they come, and says what it came to. Does not throw.</summary>
internal sealed class ChatCall(ChatProvider provider, TimeProvider clock)
{
    public async Task<CallEnd> RunAsync(PreparedRun run, OpenedAttempt attempt, Action<string> deliver, CancellationToken caller)
    {
        using var timer = new CallTimer(attempt, run.Stream ? run.Endpoint.Options.StallsAfter : null, clock, caller);
        var context = new CallContext(attempt);
        var seen = new Seen();
        ProviderException? failure = null;
        var began = clock.GetTimestamp();
        try
        {
            await foreach (var chunk in provider.CallAsync(run.Endpoint, attempt, run.Messages, run.Options, run.Stream, context, timer.Token))
            {
                timer.Progress();
                seen.Add(chunk);
                if (chunk.Text.Length == 0)
                    continue;
                seen.FirstAfter ??= clock.GetElapsedTime(began);
                deliver(chunk.Text);
            }

            if (seen.FinishReason is null)
                failure = run.Stream
                    ? new ProviderException(ProviderFailure.StreamCut, "The provider's stream ended before its answer did.")
                    : new ProviderException(ProviderFailure.Malformed, "The provider's answer does not say how it ended.");
        }
        catch (OperationCanceledException) when (timer.Token.IsCancellationRequested)
        {
            failure = timer.Why();
            return End(failure is null ? AttemptOutcome.Cancelled : AttemptOutcome.TimedOut);
        }
        catch (Exception error)
        {
            failure = ProviderFailures.From(error, clock);
            if (failure.Failure is ProviderFailure.Broken && seen.Any)
                failure = new ProviderException(ProviderFailure.StreamCut, failure.Message);
        }

        return End(failure is null ? AttemptOutcome.Succeeded : AttemptOutcome.Failed);

        CallEnd End(AttemptOutcome outcome) => new()
        {
            Outcome = outcome,
            Failure = failure,
            FinishReason = seen.FinishReason ?? "",
            StatedUsage = seen.Usage,
            CountedUsage = run.Stream || seen.FinishReason is not null ? Count(run, seen) : null,
            Model = seen.Model ?? "",
            MeanLogprob = seen.LogprobCount > 0 ? seen.LogprobSum / seen.LogprobCount : null,
            TimeToFirstToken = run.Stream ? seen.FirstAfter : null,
            Sent = context.Sent,
            Delivered = seen.Text.Length > 0,
            EndTime = clock.GetUtcNow(),
        };
    }

    private static TokenUsage Count(PreparedRun run, Seen seen) => new()
    {
        Input = run.Count.Total,
        Output = PromptTokens.CountText(run.Request.Model, seen.Text.ToString()),
    };

    private sealed class Seen
    {
        public StringBuilder Text { get; } = new();

        public bool Any { get; private set; }

        public string? FinishReason { get; private set; }

        public string? Model { get; private set; }

        public TokenUsage? Usage { get; private set; }

        public double LogprobSum { get; private set; }

        public int LogprobCount { get; private set; }

        public TimeSpan? FirstAfter { get; set; }

        public void Add(in ChatChunk chunk)
        {
            Any = true;
            Text.Append(chunk.Text);
            FinishReason = chunk.FinishReason ?? FinishReason;
            Model = chunk.Model ?? Model;
            Usage = chunk.Usage ?? Usage;
            LogprobSum += chunk.LogprobSum;
            LogprobCount += chunk.LogprobCount;
        }
    }
}
