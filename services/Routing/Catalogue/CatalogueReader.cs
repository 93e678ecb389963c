using System.Text.Json;

namespace Tollgate.Routing.Catalogue;

/// <summary>Reads a catalogue file, strictly: an unknown field is an error, not a setting that silently does nothing.</summary>
internal static class CatalogueReader
{
    public static ModelCatalogue Read(Stream file, Func<string, string, bool> hasPrice, IEnumerable<string>? availableProviders)
    {
        var document = Parse(file);
        var errors = CatalogueValidator.Validate(document, hasPrice);
        if (errors.Count > 0)
            throw new InvalidCatalogueException("The model catalogue", errors);

        return new ModelCatalogue(document.Version!, [.. document.Models!.Select(model => ToModel(model!))], availableProviders);
    }

    private static CatalogueDocument Parse(Stream file)
    {
        try
        {
            return JsonSerializer.Deserialize(file, CatalogueJson.Default.CatalogueDocument)
                ?? throw new InvalidCatalogueException("The model catalogue", ["is empty"]);
        }
        catch (JsonException ex)
        {
            throw new InvalidCatalogueException("The model catalogue", [ex.Message]);
        }
    }

    private static CatalogueModel ToModel(ModelDocument document) => new()
    {
        Model = document.Model!,
        Provider = document.Provider!,
        Class = document.Class!,
        Capabilities = document.Capabilities!.ToHashSet(StringComparer.Ordinal),
        Regions = document.Regions!.ToHashSet(StringComparer.OrdinalIgnoreCase),
        ContextTokens = document.ContextTokens,
        MaxOutputTokens = document.MaxOutputTokens,
        CoreStrength = document.CoreStrength!,
        LatencyProfile = document.LatencyProfile!,
        CostClass = document.CostClass!,
        IdealUse = document.IdealUse!,
        RetirementDate = document.RetirementDate,
    };
}
