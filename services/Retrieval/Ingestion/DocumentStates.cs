namespace Tollgate.Retrieval.Ingestion;

/// <summary>Values of the column <c>documents.state</c>; the first three are the contract's.</summary>
internal static class DocumentStates
{
    public const short Pending = 1;
    public const short Indexed = 2;
    public const short Failed = 3;
    public const short Removed = 4;
}
