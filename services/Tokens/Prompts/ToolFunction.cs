namespace Tollgate.Tokens;

/// <summary>A function offered to the model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does; may be empty.</param>
/// <param name="Properties">Its parameters.</param>
public sealed record ToolFunction(string Name, string Description, IReadOnlyList<ToolProperty> Properties)
{
    /// <summary>The parameters' schema as sent; bounds the worst case where the published rule does not cover the schema.</summary>
    public string? SchemaJson { get; init; }

    /// <summary>True when the published counting rule covers the whole schema: flat properties, nothing else of weight.</summary>
    public bool IsFlat => SchemaJson is null && Properties.All(property => property.Properties.Count == 0);
}

/// <summary>A parameter of a function, or a property of one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="Description">What it means; may be empty.</param>
public sealed record ToolProperty(string Name, string Type, string Description)
{
    /// <summary>The values it may take, where they are listed.</summary>
    public IReadOnlyList<string> Enum { get; init; } = [];

    /// <summary>Properties of an object, or of an array's items.</summary>
    public IReadOnlyList<ToolProperty> Properties { get; init; } = [];
}
