using Tollgate.Tokens;

namespace Tollgate.Inference.Attempts;

/// <summary>The most an attempt can use and cost: what is held, and what stands when nothing better is ever known.</summary>
/// <param name="InputTokens">Input at most, images included.</param>
/// <param name="OutputTokens">Output at most, reasoning included.</param>
/// <param name="CostNanos">The dearest cost within these limits.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="PriceVersion">Version of the price entry.</param>
internal sealed record WorstCase(long InputTokens, long OutputTokens, long CostNanos, string Currency, string PriceVersion)
{
    public long Tokens => InputTokens + OutputTokens;

    public TokenUsage Usage => new() { Input = InputTokens, Output = OutputTokens };

    /// <summary>Prices the limits.</summary>
    /// <exception cref="PricingException">The price list has no price for something the request needs.</exception>
    public static WorstCase Of(WorstCaseUsage limits, PriceEntry price)
    {
        var cost = Cost.WorstCase(limits, price);
        var input = checked(limits.InputTokens + limits.ImageInputTokens + limits.AudioInputTokens);
        return new WorstCase(input, limits.MaxOutputTokens, cost.Nanos, cost.Currency, cost.PriceVersion);
    }
}
