namespace Tollgate.Retrieval.Ingestion;

/// <summary>Stable reasons of this service's errors. They are part of the API.</summary>
internal static class RetrievalReasons
{
    public const string EmptyDocument = "EMPTY_DOCUMENT";
    public const string NotText = "NOT_TEXT";
    public const string DocumentTooLarge = "DOCUMENT_TOO_LARGE";
    public const string UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE";
    public const string DuplicateInBatch = "DUPLICATE_IN_BATCH";
    public const string DocumentNotFound = "DOCUMENT_NOT_FOUND";
}
