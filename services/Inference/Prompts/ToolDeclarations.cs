using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Inference.Prompts;

/// <summary>
/// Tools as the model client takes them: declared, never to be called by us. <see cref="Strict"/> is among the additional properties of those
/// for which the caller has said it.
/// </summary>
internal static class ToolDeclarations
{
    /// <summary>Name of the additional property, a boolean.</summary>
    public const string Strict = "strict";

    private static readonly JsonElement NoParameters = JsonSerializer.SerializeToElement(new { type = "object", properties = new { } });

    public static AITool From(Tool tool)
    {
        JsonSchemas.TryParse(tool.Parameters, out var schema);
        return new Declaration(
            tool.Name, tool.Description, schema.ValueKind is JsonValueKind.Object ? schema : NoParameters, tool.HasStrict ? tool.Strict : null);
    }

    public static ChatToolMode? Mode(ToolChoice? choice) => choice?.Mode switch
    {
        "auto" => ChatToolMode.Auto,
        "none" => ChatToolMode.None,
        "required" => ChatToolMode.RequireAny,
        "named" => ChatToolMode.RequireSpecific(choice.Name),
        _ => null,
    };

    private sealed class Declaration(string name, string description, JsonElement schema, bool? strict) : AIFunctionDeclaration
    {
        public override string Name => name;

        public override string Description => description;

        public override JsonElement JsonSchema => schema;

        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } =
            strict is { } said ? new Dictionary<string, object?> { [Strict] = said } : new Dictionary<string, object?>();
    }
}
