using Tollgate.Retrieval.Index;

namespace Tollgate.Retrieval.Tests.Index;

public sealed class KnowledgeIndexTests : IDisposable
{
    private readonly KnowledgeIndex index = new();

    public void Dispose() => index.Dispose();

    [Fact]
    public void The_score_is_bm25()
    {
        Put(("a", "alpha beta beta"), ("b", "alpha gamma"), ("c", "delta"));

        var hits = index.SearchWords("beta alpha", 10).Hits;

        // N = 3, mean length 2, k1 = 1.2, b = 0.75; "alpha" in two of three, "beta" in one.
        double Part(int containing, int frequency, int length) =>
            Math.Log(1 + ((3 - containing + 0.5) / (containing + 0.5))) * frequency / (frequency + (1.2 * (0.25 + (0.75 * length / 2.0))));
        Assert.Equal(["a", "b"], hits.Select(hit => hit.Chunk.DocumentId));
        Assert.Equal(Part(2, 1, 3) + Part(1, 2, 3), hits[0].Score, 5);
        Assert.Equal(Part(2, 1, 2), hits[1].Score, 5);
    }

    [Fact]
    public void A_replaced_document_leaves_no_trace_in_the_scores()
    {
        Put(("a", "alpha beta"), ("b", "alpha alpha gamma"), ("c", "delta delta delta delta"));
        using var fresh = new KnowledgeIndex();
        fresh.Apply(Documents(("a", "alpha beta"), ("b", "epsilon alpha")), 1);

        index.Apply(Documents(("b", "epsilon alpha"), ("c", null)), 2);

        Assert.Equal(fresh.SearchWords("alpha beta", 10).Hits.Select(Describe), index.SearchWords("alpha beta", 10).Hits.Select(Describe));
        Assert.Empty(index.SearchWords("gamma delta", 10).Hits);
        Assert.Equal((2, 2L), (index.Count, index.Version));
    }

    [Fact]
    public void Many_replacements_and_removals_end_where_a_fresh_index_starts()
    {
        var random = new Random(7);
        var current = new Dictionary<string, string>();
        for (var round = 0; round < 60; round++)
        {
            var changes = Enumerable.Range(0, 40).Select(_ => $"d{random.Next(150)}").Distinct()
                .Select(id => (id, random.Next(5) == 0 ? null : string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(_ => $"w{random.Next(80)}")))).ToArray();
            index.Apply(Documents(changes), round);
            foreach (var (id, text) in changes)
            {
                if (text is null)
                    current.Remove(id);
                else
                    current[id] = text;
            }
        }
        using var fresh = new KnowledgeIndex();
        fresh.Apply(Documents([.. current.Select(entry => (entry.Key, (string?)entry.Value))]), 1);

        for (var word = 0; word < 80; word += 7)
        {
            Assert.Equal(
                fresh.SearchWords($"w{word} w{word + 1}", 1000).Hits.Select(Describe).Order(),
                index.SearchWords($"w{word} w{word + 1}", 1000).Hits.Select(Describe).Order());
        }
        Assert.Equal(fresh.Count, index.Count);
    }

    [Fact]
    public void Only_the_best_are_returned_best_first()
    {
        Put([.. Enumerable.Range(1, 100).Select(i => ($"d{i}", (string?)string.Join(' ', Enumerable.Repeat("alpha", i).Concat(Enumerable.Repeat("filler", 100 - i)))))]);

        Assert.Equal(["d100", "d99", "d98"], index.SearchWords("alpha", 3).Hits.Select(hit => hit.Chunk.DocumentId));
    }

    [Fact]
    public void The_nearest_vectors_are_found_and_chunks_without_one_are_left_out()
    {
        index.Apply(
            new Dictionary<string, List<IndexedChunk>>
            {
                ["near"] = [Chunk("near", "x", Vectors.Normalize([2, 1, 0, 0, 0, 0, 0, 0, 1]))],
                ["far"] = [Chunk("far", "x", Vectors.Normalize([0, 0, 0, 0, 0, 0, 0, 0, 3]))],
                ["none"] = [Chunk("none", "x", null)],
            },
            1);

        var hits = index.SearchVector(Vectors.Normalize([1, 1, 0, 0, 0, 0, 0, 0, 0.5f]), 10);

        Assert.Equal(["near", "far"], hits.Select(hit => hit.Chunk.DocumentId));
        Assert.Equal(3.5 / Math.Sqrt(6 * 2.25), hits[0].Score, 4);
    }

    [Fact]
    public async Task Searches_go_on_while_documents_change()
    {
        Put([.. Enumerable.Range(0, 200).Select(i => ($"d{i}", (string?)$"alpha beta {i}"))]);
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var searching = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.All(index.SearchWords("alpha", 300).Hits, hit => Assert.Contains("alpha", hit.Chunk.ReadText(), StringComparison.Ordinal));
                begun.TrySetResult();
            }
        });
        await Task.WhenAny(begun.Task, searching);

        for (var round = 0; round < 200; round++)
            index.Apply(Documents(($"d{round % 200}", round % 3 == 0 ? null : $"alpha gamma {round}")), round);
        await stop.CancelAsync();

        await searching;
        Assert.True(begun.Task.IsCompleted);
    }

    private static string Describe(Hit hit) => $"{hit.Chunk.DocumentId} {hit.Score:F4}";

    private static IndexedChunk Chunk(string id, string text, float[]? vector) => new(id, 0, "", "", "", text, 1, vector);

    private static Dictionary<string, List<IndexedChunk>> Documents(params (string Id, string? Text)[] documents) =>
        documents.ToDictionary(document => document.Id, document => document.Text is null ? [] : new List<IndexedChunk> { Chunk(document.Id, document.Text, null) });

    private void Put(params (string Id, string? Text)[] documents) => index.Apply(Documents(documents), 1);
}
