using System.Diagnostics;
using Xunit.Abstractions;

namespace Tollgate.Retrieval.Tests.Quality;

[Trait("Data", "shared")]
public sealed class RankingQualityTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData("scifact", "corpus.jsonl.gz", "queries_test.jsonl", "qrels_test.csv", 0.67)]
    [InlineData("scifact", "corpus.jsonl.gz", "queries_train.jsonl", "qrels_train.csv", 0.69)]
    [InlineData("cranfield", "corpus.jsonl", "queries.jsonl", "qrels.csv", 0.37)]
    [InlineData("cisi", "corpus.jsonl", "queries.jsonl", "qrels.csv", 0.37)]
    [InlineData("xquad_en", "corpus_dev.jsonl", "qa_dev.jsonl", null, 0.95)]
    [InlineData("xquad_de", "corpus_dev.jsonl", "qa_dev.jsonl", null, 0.91)]
    public void Words_alone_rank_a_public_collection_well(string folder, string corpus, string queries, string? qrels, double atLeast)
    {
        var collection = TestCollection.Read(folder, corpus, queries, qrels);
        var watch = Stopwatch.StartNew();
        using var index = Ranking.Build(collection);
        var built = watch.Elapsed;
        watch.Restart();
        var ndcg = Ranking.Ndcg10(collection, index);
        output.WriteLine($"{folder} {queries}: NDCG@10 {ndcg:F4}; {index.Count} chunks built in {built.TotalSeconds:F1} s; {watch.Elapsed.TotalMilliseconds / collection.Queries.Count:F3} ms a query");

        Assert.InRange(ndcg, atLeast, 1);
    }
}
