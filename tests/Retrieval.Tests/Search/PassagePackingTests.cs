using Tollgate.Retrieval.Index;
using Tollgate.Retrieval.Search;
using Tollgate.Tokens;

namespace Tollgate.Retrieval.Tests.Search;

public sealed class PassagePackingTests
{
    private static readonly TextTokenizer Tokenizer = TextTokenizer.For(TokenEncoding.O200kBase);

    [Fact]
    public void Whole_passages_are_taken_best_first_and_a_smaller_one_uses_what_is_left()
    {
        var (first, large, small) = (Passage("first", 60), Passage("large", 200), Passage("small", 20));

        var packed = PassagePacking.Pack([first, large, small], first.Chunk.Tokens + small.Chunk.Tokens + 40, limit: 8);

        Assert.Equal(["first", "small"], packed.Select(hit => hit.Chunk.DocumentId));
    }

    [Fact]
    public void What_is_packed_fits_the_budget_as_a_prompt_shows_it()
    {
        var ranked = Enumerable.Range(0, 40).Select(i => Passage($"doc{i}", 30 + i)).ToList();
        for (var budget = 1; budget < 1500; budget += 97)
        {
            var packed = PassagePacking.Pack(ranked, budget, limit: 40);
            var shown = string.Concat(packed.Select((hit, i) => $"\n\n[{i + 1}] {hit.Chunk.Title} > {hit.Chunk.Section}\n{hit.Chunk.ReadText()}"));
            Assert.InRange(Tokenizer.Count(shown), 0, budget);
        }
    }

    [Fact]
    public void No_more_than_the_limit_are_taken() =>
        Assert.Equal(3, PassagePacking.Pack([.. Enumerable.Range(0, 9).Select(i => Passage($"doc{i}", 20))], 10_000, limit: 3).Count);

    [Fact]
    public void A_passage_that_repeats_a_better_one_is_left_out()
    {
        const string Text = 
            "Claims must be filed in writing by the provider of the service and carry the number of the member. Late claims are denied unless "
            + "illness kept the patient from sending them, which a physician confirms. Interest starts on the first day after the deadline.";

        var packed = PassagePacking.Pack([Hit("a", Text), Hit("copy", Text.ToUpperInvariant().Replace("MUST BE", "have to be", StringComparison.Ordinal)), Hit("b", "Something else.")], 1000, 8);

        Assert.Equal(["a", "b"], packed.Select(hit => hit.Chunk.DocumentId));
    }

    [Fact]
    public void The_same_sentence_with_another_number_is_another_fact()
    {
        var packed = PassagePacking.Pack(
            [Hit("silver", "The deductible of this plan for one person and calendar year is $3,200."), Hit("gold", "The deductible of this plan for one person and calendar year is $900.")],
            1000, 8);

        Assert.Equal(2, packed.Count);
    }

    [Fact]
    public void Fused_rankings_put_first_what_both_found()
    {
        var (a, b, c) = (Passage("a", 5), Passage("b", 5), Passage("c", 5));

        var fused = RankFusion.Fuse([a, b], [c, b], constant: 60);

        Assert.Equal("b", fused[0].Chunk.DocumentId);
        Assert.Equal(2.0 / 62, fused[0].Score, 10);
        Assert.Equal(["a", "c"], fused.Skip(1).Select(hit => hit.Chunk.DocumentId));
    }

    private static Hit Passage(string id, int words) => Hit(id, string.Join(' ', Enumerable.Range(0, words).Select(i => $"{id}word{i}")));

    private static Hit Hit(string id, string text) => new(new IndexedChunk(id, 0, $"Title of {id}", "Section", "", text, Tokenizer.Count(text)), 1);
}
