using Tollgate.Tokens;

namespace Tollgate.Inference.Attempts;

/// <summary>What an attempt can cost at most when its answer is no longer than so many tokens.</summary>
internal sealed class AnswerPrice(WorstCaseUsage limits, PriceEntry price)
{
    /// <summary>Tokens the provider is told to generate at most.</summary>
    public long MaxOutputTokens => limits.MaxOutputTokens;

    /// <summary>The worst case up to a length of the answer.</summary>
    public WorstCase UpTo(long outputTokens) => WorstCase.Of(limits with { MaxOutputTokens = Math.Min(outputTokens, MaxOutputTokens) }, price);
}
