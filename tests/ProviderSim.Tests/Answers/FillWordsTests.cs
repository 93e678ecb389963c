using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Tests.Answers;

public class FillWordsTests
{
    [Theory]
    [InlineData("o200k_base")]
    [InlineData("cl100k_base")]
    public void Every_pair_of_words_is_two_tokens(string encoding)
    {
        var counter = new TokenCounter(encoding);
        for (ulong seed = 0; seed < 3_000; seed++)
            Assert.Equal(2, counter.Count(string.Concat(FillWords.Take(2, seed))));
    }

    [Theory]
    [InlineData("o200k_base")]
    [InlineData("cl100k_base")]
    public void Text_of_any_length_has_exactly_that_many_tokens(string encoding)
    {
        var counter = new TokenCounter(encoding);
        foreach (var length in (int[])[1, 2, 3, 127, 128, 1_000, 20_000])
            Assert.Equal(length, counter.Count(string.Concat(FillWords.Take(length, (ulong)length))));
    }

    [Fact]
    public void Other_seeds_give_other_text() => Assert.NotEqual(FillWords.Take(20, 1), FillWords.Take(20, 2));
}
