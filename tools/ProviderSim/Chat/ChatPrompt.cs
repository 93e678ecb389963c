using System.Text.Json;
using Tollgate.ProviderSim.Images;

namespace Tollgate.ProviderSim.Chat;

/// <summary>A chat request, free of any provider's wire format.</summary>
internal sealed record ChatPrompt(IReadOnlyList<PromptMessage> Messages, IReadOnlyList<ToolSpec> Tools, OutputFormat Output)
{
    public static readonly IReadOnlyList<ToolSpec> NoTools = [];
}

internal sealed record PromptMessage(
    string Role, string Text, string? Name, IReadOnlyList<Picture> Images, IReadOnlyList<ToolCall> ToolCalls);

/// <summary>A function the model may call; <paramref name="Parameters"/> is its JSON Schema.</summary>
internal sealed record ToolSpec(string Name, string Description, JsonElement? Parameters);

internal sealed record ToolCall(string Name, string Arguments);

internal enum OutputKind { Text, JsonObject, JsonSchema }

/// <summary>What the answer must look like. <paramref name="SchemaText"/> is billed as part of the prompt.</summary>
internal sealed record OutputFormat(OutputKind Kind, JsonElement? Schema = null, string? SchemaText = null)
{
    public static readonly OutputFormat Text = new(OutputKind.Text);
    public static readonly OutputFormat Json = new(OutputKind.JsonObject);
}

/// <summary>What bounds and shapes the answer beside the prompt itself.</summary>
/// <param name="MaxTokens">Most tokens that may be generated, reasoning included.</param>
/// <param name="Bounded">True when the caller set that limit, false when it is the model's own.</param>
/// <param name="Stop">Texts before which the answer ends.</param>
/// <param name="ForcedTool">The tool the caller requires to be called, if any.</param>
/// <param name="ReasoningEffort">How much a reasoning model should think.</param>
/// <param name="Tools">Whether tools may or must be called.</param>
/// <param name="ParallelCalls">Several may be called at once.</param>
internal sealed record AnswerLimits(
    int MaxTokens, bool Bounded, IReadOnlyList<string> Stop, ToolSpec? ForcedTool = null, string? ReasoningEffort = null,
    ToolUse Tools = ToolUse.Auto, bool ParallelCalls = true);

internal enum ToolUse { Auto, None, Required }
