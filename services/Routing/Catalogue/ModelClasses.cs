namespace Tollgate.Routing.Catalogue;

/// <summary>Sizes and kinds of models, by the names the catalogue uses. A request may name a class instead of a model.</summary>
public static class ModelClasses
{
    /// <summary>Every class a catalogue may name.</summary>
    public static readonly IReadOnlySet<string> All =
        new HashSet<string>(StringComparer.Ordinal) { "nano", "small", "medium", "large", "reasoning", "vertical", "embedding" };
}
