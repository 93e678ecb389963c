using Google.Protobuf;
using Tollgate.Cli.Northstar;
using Tollgate.Cli.Platform;
using Tollgate.Cli.Workloads;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Retrieval.V1;

namespace Tollgate.Cli.Corpus;

/// <summary>Ingests a corpus for a tenant of its own and asks its queries with retrieval.</summary>
public sealed class CorpusRun(PlatformClients platform)
{
    private const string TenantId = "corpus";
    private const string AssistantId = "reader";
    private const string KnowledgeBase = "corpus";
    private const int DocumentsPerCall = 64;
    private static readonly TimeSpan IndexPatience = TimeSpan.FromMinutes(10);

    /// <summary>Sets everything up and returns the requests.</summary>
    public async Task<IReadOnlyList<WorkItem>> PrepareAsync(CorpusSet corpus, Action<string> progress, CancellationToken cancellationToken)
    {
        var key = await new DaySetup(platform).TenantAsync(new DayTenant(TenantId, "Corpus", "enterprise", 1), cancellationToken);
        await platform.Admin.PutAssistantAsync(
            new PutAssistantRequest
            {
                Assistant = new Assistant
                {
                    TenantId = TenantId,
                    AssistantId = AssistantId,
                    KnowledgeBase = KnowledgeBase,
                    SystemPrompt = "Answer from the numbered passages and cite them as [n]. Say so when they do not answer the question.",
                    MaxTokens = 256,
                },
            },
            cancellationToken: cancellationToken);
        progress($"ingesting {corpus.Documents.Count} documents");
        foreach (var chunk in corpus.Documents.Chunk(DocumentsPerCall))
            await IngestAsync(chunk, cancellationToken);
        progress($"indexing {corpus.Documents.Count} documents");
        await DaySetup.UntilIndexedAsync(platform, TenantId, KnowledgeBase, IndexPatience, cancellationToken);
        return [.. corpus.Queries.Select(query => new WorkItem(
            TimeSpan.Zero,
            key,
            new CompleteRequest { Assistant = AssistantId, Messages = { new Message { Role = "user", Content = query } } }))];
    }

    private async Task IngestAsync(IReadOnlyList<CorpusDocument> documents, CancellationToken cancellationToken)
    {
        var request = new IngestDocumentsRequest();
        request.Documents.AddRange(documents.Select(document => new IngestDocumentRequest
        {
            TenantId = TenantId,
            KnowledgeBase = KnowledgeBase,
            DocumentId = document.Id,
            Title = document.Title,
            MediaType = document.MediaType,
            Content = ByteString.CopyFromUtf8(document.Text),
        }));
        await platform.Retrieval.IngestDocumentsAsync(request, cancellationToken: cancellationToken);
    }
}
