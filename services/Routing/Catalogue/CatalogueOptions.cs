namespace Tollgate.Routing.Catalogue;

/// <summary>Where the catalogue comes from. Section <c>Catalogue</c>.</summary>
public sealed class CatalogueOptions
{
    /// <summary>A catalogue file to use instead of the one that ships with the service.</summary>
    public string? Path { get; set; }
}
