using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Holds;

/// <summary>
/// The hold of an answer that is being streamed: it grows in slices, asked for ahead of what is generated, and says when the answer must
/// stop because the next one cannot be had. What has been seen never comes nearer than the margin to what is held, unless all is held
/// that the provider may generate; so a provider that runs on for less than the margin after the last token we saw bills no more than
/// what was held. Metering's answer is the durable fact: a slice is used only after it, and whoever takes the attempt over asks there.
/// </summary>
internal sealed class SlicedHold(Guid attemptId, AnswerPrice price, IHolds holds, SlicesOptions options, TimeProvider clock)
{
    // Room may return while the answer goes on: a refused slice is asked for again, a few times before the line is reached.
    private readonly long askAgainAfter = Math.Max(1, (options.Tokens - options.Margin) / 4);

    private long held = Math.Min(options.Tokens, price.MaxOutputTokens);
    private long asked;
    private long seen;
    private long askAt;
    private Task<HoldAnswer>? asking;
    private HoldAnswer? refusal;

    /// <summary>What is held now.</summary>
    public WorstCase Held => price.UpTo(held);

    /// <summary>Takes note of tokens that were generated. Null: go on. Else the answer must stop, because Metering said so or nothing.</summary>
    public async ValueTask<HoldAnswer?> AdvanceAsync(long tokens)
    {
        seen += tokens;
        Collect();
        while (held < price.MaxOutputTokens)
        {
            if (asking is null && seen >= askAt)
                Ask();
            if (seen < held - options.Margin)
                return null;
            if (asking is null)
                return refusal;

            try
            {
                await asking.WaitAsync(options.Patience, clock);
            }
            catch (TimeoutException)
            {
                return new HoldAnswer.Unavailable("no answer in time for the next slice");
            }

            Collect();
        }

        return null;
    }

    private void Ask()
    {
        asked = Math.Min(held + options.Tokens, price.MaxOutputTokens);
        var total = price.UpTo(asked);
        asking = holds.ExtendAsync(attemptId, total);
        Collect();
    }

    private void Collect()
    {
        if (asking is not { IsCompleted: true })
            return;
        var answer = asking.Result;
        asking = null;
        if (answer is HoldAnswer.Granted)
        {
            held = asked;
            askAt = held - options.Tokens;
            refusal = null;
        }
        else
        {
            refusal = answer;
            askAt = seen + askAgainAfter;
        }
    }
}
