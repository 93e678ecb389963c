using System.Collections.Concurrent;

namespace Tollgate.Intake.Knowledge;

/// <summary>
/// The newest version known of each knowledge base's index. Part of the cache key, so that an answer made from an older index is not
/// found any more.
/// </summary>
internal sealed class IndexVersions
{
    private readonly ConcurrentDictionary<(string Tenant, string KnowledgeBase), long> versions = [];

    /// <summary>The newest known; 0 when nothing is known yet.</summary>
    public long Current(string tenantId, string knowledgeBase) => versions.GetValueOrDefault((tenantId, knowledgeBase));

    /// <summary>The knowledge bases that have been asked here, whose versions are worth keeping fresh.</summary>
    public IReadOnlyCollection<(string Tenant, string KnowledgeBase)> Known => (IReadOnlyCollection<(string, string)>)versions.Keys;

    /// <summary>Takes note of a version; an older one than known changes nothing.</summary>
    public void Learn(string tenantId, string knowledgeBase, long version) =>
        versions.AddOrUpdate((tenantId, knowledgeBase), version, (_, known) => Math.Max(known, version));

    /// <summary>Takes note of a version only where the knowledge base is already in use here.</summary>
    public void LearnIfKnown(string tenantId, string knowledgeBase, long version)
    {
        if (versions.ContainsKey((tenantId, knowledgeBase)))
            Learn(tenantId, knowledgeBase, version);
    }
}
