namespace Tollgate.Contracts.Retrieval.V1;

/// <summary>A document was stored and waits to be indexed. Heard by Retrieval itself.</summary>
[WireName("retrieval.document-accepted.v1", Mandatory = true)]
public sealed record DocumentAccepted
{
    /// <summary>Owner.</summary>
    public required string TenantId { get; init; }

    /// <summary>Knowledge base.</summary>
    public required string KnowledgeBase { get; init; }

    /// <summary>Document.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Version to be indexed; an older version than the stored one is skipped.</summary>
    public required long Version { get; init; }
}
