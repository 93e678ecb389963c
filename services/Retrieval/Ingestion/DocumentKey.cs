namespace Tollgate.Retrieval.Ingestion;

/// <summary>Names a knowledge base of a tenant.</summary>
internal readonly record struct KnowledgeBaseKey(string TenantId, string KnowledgeBase) : IComparable<KnowledgeBaseKey>
{
    /// <summary>The order in which rows are locked.</summary>
    public int CompareTo(KnowledgeBaseKey other) =>
        string.CompareOrdinal(TenantId, other.TenantId) is not 0 and var order ? order : string.CompareOrdinal(KnowledgeBase, other.KnowledgeBase);
}

/// <summary>Names a document.</summary>
internal readonly record struct DocumentKey(KnowledgeBaseKey Base, string DocumentId) : IComparable<DocumentKey>
{
    public DocumentKey(string tenantId, string knowledgeBase, string documentId)
        : this(new KnowledgeBaseKey(tenantId, knowledgeBase), documentId)
    {
    }

    /// <summary>The order in which rows are locked.</summary>
    public int CompareTo(DocumentKey other) =>
        Base.CompareTo(other.Base) is not 0 and var order ? order : string.CompareOrdinal(DocumentId, other.DocumentId);
}
