using System.Collections.Frozen;

namespace Tollgate.Routing.Catalogue;

/// <summary>The models this installation knows, immutable and already validated.</summary>
public sealed class ModelCatalogue
{
    private readonly FrozenDictionary<string, CatalogueModel> byId;
    private readonly FrozenSet<string>? providers;

    /// <param name="version">Version of the file.</param>
    /// <param name="models">Its models; ids are unique.</param>
    /// <param name="availableProviders">Providers that are configured; null: all.</param>
    public ModelCatalogue(string version, IReadOnlyList<CatalogueModel> models, IEnumerable<string>? availableProviders = null)
    {
        Version = version;
        Models = models;
        byId = models.ToFrozenDictionary(model => model.Model, StringComparer.Ordinal);
        providers = availableProviders?.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Version of the file it was read from.</summary>
    public string Version { get; }

    /// <summary>Every model, in the order of the file.</summary>
    public IReadOnlyList<CatalogueModel> Models { get; }

    /// <summary>The model with that id, or null.</summary>
    public CatalogueModel? Find(string id) => byId.GetValueOrDefault(id);

    /// <summary>True when the model's provider is configured.</summary>
    public bool IsAvailable(CatalogueModel model) => providers is null || providers.Contains(model.Provider);
}
