using Tollgate.Contracts.Inference.V1;
using Tollgate.Retrieval.Chunking;
using Tollgate.Retrieval.Embedding;
using Tollgate.Retrieval.Index;
using Tollgate.Retrieval.Indexing;
using Tollgate.Retrieval.Ingestion;
using Tollgate.Retrieval.Search;
using Tollgate.ServiceDefaults.Grpc;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Retrieval;

/// <summary>The parts of this service.</summary>
internal static class RetrievalExtensions
{
    /// <summary>Documents in: accepted, announced, read, cut, written.</summary>
    public static void AddIngestion(this IServiceCollection services)
    {
        services.AddOptions<ChunkingOptions>().BindConfiguration("Retrieval:Chunking").ValidateDataAnnotations()
            .Validate(options => options.TargetTokens <= options.MaxTokens, "Retrieval:Chunking: TargetTokens must not be larger than MaxTokens.")
            .Validate(options => options.OverlapTokens < options.TargetTokens, "Retrieval:Chunking: OverlapTokens must be smaller than TargetTokens.")
            .ValidateOnStart();
        services.AddSingleton<Chunker>();
        services.AddSingleton<IngestDocuments>();
        services.AddSingleton<DocumentsApi>();
        services.AddSingleton<DocumentQueries>();
        services.AddSingleton<IndexDocument>();
        services.AddSingleton<IndexStore>();
        services.AddSingleton<IndexWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<IndexWriter>());
    }

    /// <summary>The embedded index, loaded before the first call is taken.</summary>
    public static void AddIndex(this IServiceCollection services)
    {
        services.AddOptions<IndexOptions>().BindConfiguration("Retrieval:Index").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IndexRegistry>();
        services.AddSingleton<IndexLoader>();
        services.AddSingleton<IndexRefresher>();
        services.AddHostedService(provider => provider.GetRequiredService<IndexRefresher>());
    }

    /// <summary>Questions and the passages that answer them.</summary>
    public static void AddSearch(this IServiceCollection services)
    {
        services.AddOptions<SearchOptions>().BindConfiguration("Retrieval:Search").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SearchKnowledge>();
    }

    /// <summary>Vectors, from the provider that Inference reaches.</summary>
    public static void AddEmbedding(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<EmbeddingOptions>().BindConfiguration("Retrieval").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Embedder>();
        builder.AddServiceClient<InferenceService.InferenceServiceClient>("inference");
    }

    /// <summary>What this service hears.</summary>
    public static void AddRetrievalMessaging(this IHostApplicationBuilder builder) => builder.AddBus(bus =>
    {
        bus.AddWorkConsumer<IndexDocumentConsumer>("index-document", prefetch: 32, concurrency: 16);
        bus.AddBroadcastConsumer<IndexUpdatedConsumer>();
    });
}
