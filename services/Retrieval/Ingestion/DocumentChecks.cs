using System.Text;
using System.Text.RegularExpressions;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Retrieval.Ingestion;

/// <summary>Decides whether a document may come in. Messages never repeat its text.</summary>
internal static partial class DocumentChecks
{
    public const int MaxBytes = 5 * 1024 * 1024;
    private const int MaxIdLength = 256;
    private const int MaxTitleLength = 500;
    private const int MaxUriLength = 2048;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The document, or an exception that says what is wrong with it.</summary>
    public static NewDocument Check(IngestDocumentRequest request)
    {
        var validation = new Validation();
        CheckKey(validation, request.TenantId, request.KnowledgeBase, request.DocumentId);
        validation.Require(request.Title.Length <= MaxTitleLength && IsClean(request.Title), "title", $"at most {MaxTitleLength} characters, no control characters");
        validation.Require(request.Uri.Length <= MaxUriLength && IsClean(request.Uri), "uri", $"at most {MaxUriLength} characters, no control characters");
        validation.ThrowIfInvalid();

        var mediaType = MediaTypes.Find(request.MediaType)
            ?? throw Refuse(RetrievalReasons.UnsupportedMediaType, "media_type", $"must be one of {MediaTypes.Supported}");
        if (request.Content.Length > MaxBytes)
            throw Refuse(RetrievalReasons.DocumentTooLarge, "content", $"at most {MaxBytes:N0} bytes, got {request.Content.Length:N0}");
        return new NewDocument(
            new DocumentKey(request.TenantId, request.KnowledgeBase, request.DocumentId), mediaType, request.Title.Trim(), request.Uri,
            Decode(request.Content.Span));
    }

    public static void CheckKey(Validation validation, string tenantId, string knowledgeBase, string documentId)
    {
        CheckKey(validation, tenantId, knowledgeBase);
        validation.Require(
            documentId.Length is > 0 and <= MaxIdLength && !string.IsNullOrWhiteSpace(documentId) && IsClean(documentId), "document_id",
            $"1 to {MaxIdLength} characters, no control characters");
    }

    public static void CheckKey(Validation validation, string tenantId, string knowledgeBase)
    {
        validation.Require(Slug().IsMatch(tenantId), "tenant_id", "lower-case letters, digits and dashes, 1 to 63");
        validation.Require(Slug().IsMatch(knowledgeBase), "knowledge_base", "lower-case letters, digits and dashes, 1 to 63");
    }

    private static string Decode(ReadOnlySpan<byte> content)
    {
        string text;
        try
        {
            text = Strict.GetString(content.StartsWith(Encoding.UTF8.Preamble) ? content[3..] : content);
        }
        catch (DecoderFallbackException)
        {
            throw Refuse(RetrievalReasons.NotText, "content", "is not valid UTF-8");
        }

        if (string.IsNullOrWhiteSpace(text))
            throw Refuse(RetrievalReasons.EmptyDocument, "content", "has no text");
        // Bytes may happen to be valid UTF-8 and still not be a text. Form feeds and escapes occur in real ones, a NUL does not.
        var controls = text.Count(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t' or '\f'));
        if (text.Contains('\0', StringComparison.Ordinal) || controls > text.Length / 100)
            throw Refuse(RetrievalReasons.NotText, "content", "has control characters that text does not have");
        return text;
    }

    private static bool IsClean(string text) => !text.Any(char.IsControl);

    private static TollgateException Refuse(string reason, string field, string description) =>
        TollgateException.InvalidArgument(reason, $"{field} {description}.", new FieldViolation(field, description));

    [GeneratedRegex("^[a-z0-9-]{1,63}\\z")]
    private static partial Regex Slug();
}
