using Tollgate.Inference.Reconciliation;

namespace Tollgate.Inference.Providers;

/// <summary>Where calls for a provider go, and where to ask about them.</summary>
internal sealed class ProviderEndpoint(string name, ProviderOptions options, IProviderReport report, OrganizationReport? usageReport)
{
    public string Name => name;

    public ProviderOptions Options => options;

    /// <summary>It takes calls of a provider of the catalogue.</summary>
    public bool Serves(string provider) =>
        string.Equals(options.Serves.Length > 0 ? options.Serves : name, provider, StringComparison.OrdinalIgnoreCase);

    /// <summary>Its books, asked about one call.</summary>
    public IProviderReport Report => report;

    /// <summary>Its sums per minute, for providers that cannot be asked about one call; null where there is no such report either.</summary>
    public OrganizationReport? UsageReport => usageReport;
}
