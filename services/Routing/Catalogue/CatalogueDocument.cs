using System.Text.Json.Serialization;

namespace Tollgate.Routing.Catalogue;

/// <summary>The catalogue file as written. Everything is optional here, so that validation can name all that is missing at once.</summary>
internal sealed record CatalogueDocument(string? Version, IReadOnlyList<ModelDocument?>? Models);

/// <summary>A model of the file.</summary>
internal sealed record ModelDocument
{
    public string? Model { get; init; }
    public string? Provider { get; init; }
    public string? Class { get; init; }
    public IReadOnlyList<string>? Capabilities { get; init; }
    public IReadOnlyList<string>? Regions { get; init; }
    public int ContextTokens { get; init; }
    public int MaxOutputTokens { get; init; }
    public string? CoreStrength { get; init; }
    public string? LatencyProfile { get; init; }
    public string? CostClass { get; init; }
    public string? IdealUse { get; init; }
    public DateOnly? RetirementDate { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CatalogueDocument))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
