using System.Collections.Frozen;
using Tollgate.Routing.Catalogue;

namespace Tollgate.Routing.Policies;

/// <summary>The policies this installation knows, immutable and already validated against the catalogue.</summary>
public sealed class PolicySet(string version, CatalogueModel baseline, IReadOnlyList<RoutingPolicy> policies)
{
    /// <summary>The policy of requests that name none.</summary>
    public const string DefaultId = "small-first";

    private readonly FrozenDictionary<string, RoutingPolicy> byId = policies.ToFrozenDictionary(policy => policy.Id, StringComparer.Ordinal);

    /// <summary>Version of the file they were read from.</summary>
    public string Version { get; } = version;

    /// <summary>The model that savings are measured against.</summary>
    public CatalogueModel Baseline { get; } = baseline;

    /// <summary>The policy with that id (the default one for an empty id), or null.</summary>
    public RoutingPolicy? Find(string id) => byId.GetValueOrDefault(id.Length == 0 ? DefaultId : id);
}
