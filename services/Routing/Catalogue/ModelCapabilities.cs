namespace Tollgate.Routing.Catalogue;

/// <summary>What a model can do, by the names the catalogue uses.</summary>
public static class ModelCapabilities
{
    public const string Chat = "chat";
    public const string Vision = "vision";
    public const string JsonSchema = "json_schema";
    public const string Tools = "tools";
    public const string Embeddings = "embeddings";

    /// <summary>Every capability a catalogue may name.</summary>
    public static readonly IReadOnlySet<string> All =
        new HashSet<string>(StringComparer.Ordinal) { Chat, Vision, JsonSchema, Tools, "streaming", "logprobs", Embeddings };
}
