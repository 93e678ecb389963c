using Tollgate.Contracts.Retrieval.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Retrieval.Ingestion;

/// <summary>Requests about incoming documents, checked and handed to <see cref="IngestDocuments"/>.</summary>
internal sealed class DocumentsApi(IngestDocuments handler)
{
    private const int MaxDocuments = 512;

    public async Task<IngestDocumentResponse> IngestAsync(IngestDocumentRequest request, CancellationToken cancellationToken)
    {
        var document = DocumentChecks.Check(request);
        var stored = await handler.HandleAsync([document], cancellationToken);
        return Accepted(stored[document.Key]);
    }

    public async Task<IngestDocumentsResponse> IngestAsync(IngestDocumentsRequest request, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        validation.Require(request.Documents.Count is > 0 and <= MaxDocuments, "documents", $"1 to {MaxDocuments} documents");
        validation.ThrowIfInvalid();

        var checks = request.Documents.Select(Check).ToList();
        var seen = new HashSet<DocumentKey>();
        for (var i = 0; i < checks.Count; i++)
        {
            if (checks[i].Document is { } document && !seen.Add(document.Key))
                checks[i] = (null, new IngestDocumentRefusal { Reason = RetrievalReasons.DuplicateInBatch, Message = "The document is named twice in this request." });
        }
        var good = checks.Where(check => check.Document is not null).Select(check => check.Document!).ToList();
        var stored = good.Count == 0 ? new Dictionary<DocumentKey, StoredDocument>() : await handler.HandleAsync(good, cancellationToken);

        var response = new IngestDocumentsResponse();
        response.Results.AddRange(request.Documents.Zip(checks, (asked, check) => check.Document is { } document
            ? new IngestDocumentResult { DocumentId = asked.DocumentId, Accepted = Accepted(stored[document.Key]) }
            : new IngestDocumentResult { DocumentId = asked.DocumentId, Refused = check.Refusal }));
        return response;
    }

    private static (NewDocument? Document, IngestDocumentRefusal? Refusal) Check(IngestDocumentRequest request)
    {
        try
        {
            return (DocumentChecks.Check(request), null);
        }
        catch (TollgateException error)
        {
            return (null, new IngestDocumentRefusal { Reason = error.Reason, Message = error.Message });
        }
    }

    private static IngestDocumentResponse Accepted(StoredDocument stored) => new() { Version = stored.Version, State = (DocumentState)stored.State };
}
