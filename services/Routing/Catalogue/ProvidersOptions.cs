namespace Tollgate.Routing.Catalogue;

/// <summary>Which providers can be called. Section <c>Providers</c>.</summary>
public sealed class ProvidersOptions
{
    /// <summary>Provider keys that are configured. Empty: all, as when a simulated provider stands in for every one.</summary>
    public IList<string> Available { get; } = [];
}
