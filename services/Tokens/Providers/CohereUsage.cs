namespace Tollgate.Tokens;

/// <summary>
/// Cohere's usage: <c>billed_units</c> where present (what is charged), else <c>tokens</c> (what was processed, a little more).
/// Searches are what rerank and connectors bill.
/// </summary>
/// <param name="InputTokens"><c>input_tokens</c>.</param>
/// <param name="OutputTokens"><c>output_tokens</c>.</param>
/// <param name="SearchUnits"><c>search_units</c>.</param>
public sealed record CohereUsage(long InputTokens = 0, long OutputTokens = 0, long SearchUnits = 0)
{
    /// <summary>Reads the report into disjoint kinds.</summary>
    public UsageReading Read() =>
        UsageReading.Of(new TokenUsage { Input = InputTokens, Output = OutputTokens, Tool = SearchUnits });
}
