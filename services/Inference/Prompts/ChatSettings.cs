using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Tokens;
using ChatResponseFormat = Microsoft.Extensions.AI.ChatResponseFormat;

namespace Tollgate.Inference.Prompts;

/// <summary>Everything of a call that is not a message, fitted to what the model takes.</summary>
internal static class ChatSettings
{
    public static ChatOptions From(RunRequest request, Prompt prompt)
    {
        var samples = TakesSampling(request.Model);
        return new ChatOptions
        {
            MaxOutputTokens = request.MaxOutputTokens,
            Temperature = samples && prompt.HasTemperature ? (float)prompt.Temperature : null,
            TopP = samples && prompt.HasTopP ? (float)prompt.TopP : null,
            Seed = prompt.HasSeed ? prompt.Seed : null,
            StopSequences = prompt.Stop.Count > 0 && samples ? [.. prompt.Stop] : null,
            ResponseFormat = Format(prompt.ResponseFormat),
            Tools = prompt.Tools.Count > 0 ? [.. prompt.Tools.Select(ToolDeclarations.From)] : null,
            ToolMode = ToolDeclarations.Mode(prompt.ToolChoice),
            AllowMultipleToolCalls = prompt.HasParallelToolCalls && TakesParallelCalls(request.Model) ? prompt.ParallelToolCalls : null,
            AdditionalProperties = prompt.ResponseFormat is { HasStrict: true } format ? new() { ["strict"] = format.Strict } : null,
            RawRepresentationFactory = samples && request.WantConfidence
                ? _ => new ChatCompletionOptions { IncludeLogProbabilities = true }
                : null,
        };
    }

    // Reasoning models answer 400 to sampling parameters and log-probabilities; a caller must not have to know which model was chosen.
    private static bool TakesSampling(string model) =>
        ModelFamilies.Of(model) is not (ModelFamily.OpenAiReasoning or ModelFamily.Gpt5) || model.Contains("-chat", StringComparison.Ordinal);

    // OpenAI's reasoning models refuse to be told.
    private static bool TakesParallelCalls(string model) => ModelFamilies.Of(model) is not ModelFamily.OpenAiReasoning;

    private static ChatResponseFormat? Format(ResponseFormat? format) => format?.Type switch
    {
        "json_object" => ChatResponseFormat.Json,
        "json_schema" when JsonSchemas.TryParse(format.JsonSchema, out JsonElement schema) =>
            ChatResponseFormat.ForJsonSchema(
                schema, format.Name.Length > 0 ? format.Name : "answer", format.Description.Length > 0 ? format.Description : null),
        _ => null,
    };
}
