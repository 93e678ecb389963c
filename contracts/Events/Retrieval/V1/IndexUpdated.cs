namespace Tollgate.Contracts.Retrieval.V1;

/// <summary>What a search in a knowledge base can find has changed: caches of answers made from it are stale.</summary>
[WireName("retrieval.index-updated.v1")]
public sealed record IndexUpdated
{
    /// <summary>Owner.</summary>
    public required string TenantId { get; init; }

    /// <summary>Knowledge base.</summary>
    public required string KnowledgeBase { get; init; }

    /// <summary>Counts up with every change.</summary>
    public required long IndexVersion { get; init; }
}
