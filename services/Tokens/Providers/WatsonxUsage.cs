namespace Tollgate.Tokens;

/// <summary>IBM watsonx: one pair of counts per result, cached and reasoning tokens not reported.</summary>
/// <param name="InputTokenCount"><c>input_token_count</c>, or <c>prompt_tokens</c> of its chat API.</param>
/// <param name="GeneratedTokenCount"><c>generated_token_count</c>, or <c>completion_tokens</c>.</param>
public sealed record WatsonxUsage(long InputTokenCount, long GeneratedTokenCount)
{
    /// <summary>Reads the report into disjoint kinds.</summary>
    public UsageReading Read() =>
        UsageReading.Of(new TokenUsage { Input = InputTokenCount, Output = GeneratedTokenCount });
}
