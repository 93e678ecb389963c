using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Retrieval.Index;
using Tollgate.Retrieval.Indexing;
using Tollgate.Retrieval.Ingestion;
using Tollgate.Retrieval.Search;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Retrieval;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class RetrievalGrpcService(
    DocumentsApi documents, DocumentQueries queries, IndexStore store, IndexLoader loader, SearchKnowledge search) : RetrievalService.RetrievalServiceBase
{
    public override Task<IngestDocumentResponse> IngestDocument(IngestDocumentRequest request, ServerCallContext context) =>
        documents.IngestAsync(request, context.CancellationToken);

    public override Task<IngestDocumentsResponse> IngestDocuments(IngestDocumentsRequest request, ServerCallContext context) =>
        documents.IngestAsync(request, context.CancellationToken);

    public override Task<GetDocumentResponse> GetDocument(GetDocumentRequest request, ServerCallContext context) =>
        queries.GetDocumentAsync(KeyOf(request.TenantId, request.KnowledgeBase, request.DocumentId), context.CancellationToken);

    public override async Task<DeleteDocumentResponse> DeleteDocument(DeleteDocumentRequest request, ServerCallContext context)
    {
        await store.RemoveAsync(KeyOf(request.TenantId, request.KnowledgeBase, request.DocumentId), context.CancellationToken);
        return new DeleteDocumentResponse();
    }

    public override async Task<GetKnowledgeBaseResponse> GetKnowledgeBase(GetKnowledgeBaseRequest request, ServerCallContext context)
    {
        var key = KeyOf(request.TenantId, request.KnowledgeBase);
        var response = await queries.GetKnowledgeBaseAsync(key, context.CancellationToken);
        // Whoever was told that a document is indexed will find it here at once.
        if (response.IndexVersion > 0)
            await loader.RefreshAsync(key, context.CancellationToken);
        return response;
    }

    public override async Task<SearchResponse> Search(SearchRequest request, ServerCallContext context) =>
        (await search.HandleAsync(request.ToQuery(), context.CancellationToken)).ToProto();

    private static DocumentKey KeyOf(string tenantId, string knowledgeBase, string documentId)
    {
        var validation = new Validation();
        DocumentChecks.CheckKey(validation, tenantId, knowledgeBase, documentId);
        validation.ThrowIfInvalid();
        return new DocumentKey(tenantId, knowledgeBase, documentId);
    }

    private static KnowledgeBaseKey KeyOf(string tenantId, string knowledgeBase)
    {
        var validation = new Validation();
        DocumentChecks.CheckKey(validation, tenantId, knowledgeBase);
        validation.ThrowIfInvalid();
        return new KnowledgeBaseKey(tenantId, knowledgeBase);
    }
}
