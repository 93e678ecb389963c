using Microsoft.Extensions.Options;
using Tollgate.Retrieval.Chunking;
using Tollgate.Retrieval.Index;
using Tollgate.Retrieval.Reading;

namespace Tollgate.Retrieval.Tests.Quality;

/// <summary>Ranks a collection's documents by their best passage, and says how good the ranking is.</summary>
internal static class Ranking
{
    public static KnowledgeIndex Build(TestCollection collection)
    {
        var chunker = new Chunker(Options.Create(new ChunkingOptions()));
        var index = new KnowledgeIndex();
        index.Apply(collection.Documents.DistinctBy(document => document.Id).ToDictionary(document => document.Id, document => chunker.Cut(PlainTextReader.Read(document.Text))
            .Select((chunk, i) => new IndexedChunk(document.Id, i, document.Title, chunk.Section, "", chunk.Text, chunk.Tokens)).ToList()), 1);
        return index;
    }

    /// <summary>Mean NDCG@10 with binary relevance over the questions that have an answer.</summary>
    public static double Ndcg10(TestCollection collection, KnowledgeIndex index) =>
        collection.Queries.Where(query => collection.Relevant.Contains(query.Id))
            .Average(query => Ndcg10(Documents(index, query.Text), collection.Relevant[query.Id].ToHashSet()));

    private static IEnumerable<string> Documents(KnowledgeIndex index, string query) =>
        index.SearchWords(query, 50).Hits.Select(hit => hit.Chunk.DocumentId).Distinct().Take(10);

    private static double Ndcg10(IEnumerable<string> ranked, HashSet<string> relevant)
    {
        var gain = ranked.Select((id, rank) => relevant.Contains(id) ? 1 / Math.Log2(rank + 2) : 0).Sum();
        return gain / Enumerable.Range(0, Math.Min(10, relevant.Count)).Sum(rank => 1 / Math.Log2(rank + 2));
    }
}
