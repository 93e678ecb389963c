using FsCheck.Xunit;
using Microsoft.ML.Tokenizers;

namespace Tollgate.Tokens.Tests.Text;

/// <summary>Our encoder of very long words against the library, which is right and quadratic.</summary>
public sealed class RunEncoderTests
{
    private static readonly (TextTokenizer Ours, TiktokenTokenizer Library)[] Pairs =
    [
        (TextTokenizer.For(TokenEncoding.O200kBase), TiktokenTokenizer.CreateForEncoding("o200k_base")),
        (TextTokenizer.For(TokenEncoding.Cl100kBase), TiktokenTokenizer.CreateForEncoding("cl100k_base")),
    ];

    public static TheoryData<string> LongWords => new()
    {
        new string('a', 2_000),
        new string(' ', 2_000) + "x",
        "x" + new string('\n', 1_999),
        string.Concat(Enumerable.Repeat("你好世界", 500)),
        "before " + string.Concat(Enumerable.Repeat("👍🏽", 700)) + " after and more",
        string.Concat(Enumerable.Repeat("Straßenbahnhaltestelle", 60)) + "'ll 123 " + new string('=', 900) + "\r\n\r\n/",
        new string('é', 513) + new string('\ud83d', 600),
        "a <|endoftext|" + new string('z', 700),
    };

    [Theory]
    [MemberData(nameof(LongWords))]
    public void A_long_word_has_the_librarys_tokens(string text)
    {
        foreach (var (ours, library) in Pairs)
        {
            var expected = library.EncodeToTokens(text, out _);
            Assert.Equal(expected.Select(token => token.Id), ours.Encode(text));
            Assert.Equal(expected.Count, ours.Count(text));
            Assert.Equal(expected.Count, ours.TokenStarts(text).Count());
            Assert.Equal(ours.TokenStarts(text), ours.TokenStarts(text).Order());
        }
    }

    [Property(MaxTest = 40)]
    public bool Random_letters_have_the_librarys_tokens(int seed)
    {
        var random = new Random(seed);
        var text = string.Concat(Enumerable.Range(0, 1_500).Select(_ => "abcdeéß你"[random.Next(8)]));
        return Pairs.All(pair => pair.Ours.Encode(text).SequenceEqual(pair.Library.EncodeToIds(text)));
    }

    [Fact]
    public void A_long_word_is_cut_within_the_limit()
    {
        foreach (var text in (string[])[new string('a', 5_000), string.Concat(Enumerable.Repeat("你👍", 1_000))])
        {
            foreach (var (ours, _) in Pairs)
            {
                var cut = ours.Truncate(text, 100);
                Assert.StartsWith(cut, text, StringComparison.Ordinal);
                Assert.InRange(ours.Count(cut), 90, 100);
            }
        }
    }

    [Fact]
    public void A_word_of_a_quarter_million_letters_does_not_hold_a_core() =>
        Assert.Equal(31_250, Pairs[0].Ours.Count(new string('a', 250_000)));
}
