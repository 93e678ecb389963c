using System.Collections.Concurrent;
using Tollgate.Retrieval.Ingestion;

namespace Tollgate.Retrieval.Index;

/// <summary>The indexes of this replica, one object per tenant and knowledge base.</summary>
internal sealed class IndexRegistry
{
    private readonly ConcurrentDictionary<KnowledgeBaseKey, KnowledgeIndex> indexes = new();

    /// <summary>The index, or null when the knowledge base is not known here.</summary>
    public KnowledgeIndex? Find(KnowledgeBaseKey key) => indexes.GetValueOrDefault(key);

    /// <summary>The index, empty when it is new.</summary>
    public KnowledgeIndex GetOrAdd(KnowledgeBaseKey key) => indexes.GetOrAdd(key, _ => new KnowledgeIndex());
}
