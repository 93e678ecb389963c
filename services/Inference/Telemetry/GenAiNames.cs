namespace Tollgate.Inference.Telemetry;

/// <summary>The GenAI semantic conventions' names, in one place because they are still changing.</summary>
internal static class GenAiNames
{
    public const string OperationName = "gen_ai.operation.name";
    public const string ProviderName = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string ResponseModel = "gen_ai.response.model";
    public const string TokenModality = "gen_ai.token.modality";
    public const string CacheReadInputTokens = "gen_ai.usage.cache_read.input_tokens";
    public const string ReasoningOutputTokens = "gen_ai.usage.reasoning.output_tokens";

    public const string InputTokensUsed = "gen_ai.client.inference.usage.input_tokens";
    public const string OutputTokensUsed = "gen_ai.client.inference.usage.output_tokens";
    public const string CacheReadTokensUsed = "gen_ai.client.inference.usage.cache_read.input_tokens";
    public const string CacheWriteTokensUsed = "gen_ai.client.inference.usage.cache_write.input_tokens";
    public const string ReasoningTokensUsed = "gen_ai.client.inference.usage.reasoning.output_tokens";
    public const string OperationInputTokens = "gen_ai.client.inference.operation.input_tokens";
    public const string OperationOutputTokens = "gen_ai.client.inference.operation.output_tokens";

    public const string AttemptId = "tollgate.attempt.id";
    public const string OperationId = "tollgate.operation.id";
    public const string TenantId = "tollgate.tenant.id";

    /// <summary>The conventions' name for a provider of the catalogue; its own where they have none.</summary>
    public static string ProviderOf(string provider) => provider switch
    {
        "azure" => "azure.ai.openai",
        "bedrock" or "aws-bedrock" => "aws.bedrock",
        "google" => "gcp.gemini",
        "ibm" => "ibm.watsonx.ai",
        "mistral" => "mistral_ai",
        _ => provider,
    };
}
