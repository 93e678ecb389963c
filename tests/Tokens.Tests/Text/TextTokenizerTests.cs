namespace Tollgate.Tokens.Tests.Text;

public sealed class TextTokenizerTests
{
    private static readonly TextTokenizer O200k = TextTokenizer.For(TokenEncoding.O200kBase);
    private static readonly TextTokenizer Cl100k = TextTokenizer.For(TokenEncoding.Cl100kBase);

    [Fact]
    public void A_control_token_in_a_prompt_counts_as_the_characters_it_is()
    {
        Assert.Equal([27, 91, 8862, 728, 428, 91, 29], Cl100k.Encode("<|endoftext|>"));
        Assert.Equal(7, Cl100k.Count("<|endoftext|>"));
        Assert.Single(Cl100k.Encode("<|endoftext|>", SpecialTokens.Recognised));
        Assert.True(O200k.Count("a <|endofprompt|> b") > 4);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("<|")]
    [InlineData("x<|<|endoftext|><|fim_prefix|>\n<|\u00e9 <|endoftext|")]
    [InlineData("lone \ud83d surrogate \udc4d")]
    [InlineData("👩‍👩‍👧‍👦 Grüße, 你好, العربية \u0000\u001b")]
    public void Encoding_and_counting_agree_on_any_text(string text)
    {
        foreach (var tokenizer in (TextTokenizer[])[O200k, Cl100k])
        {
            Assert.Equal(tokenizer.Encode(text).Count, tokenizer.Count(text));
            Assert.Equal(tokenizer.Count(text), tokenizer.TokenStarts(text).Count());
        }
    }

    [Fact]
    public void Decoding_undoes_encoding()
    {
        const string text = "Größe: 42 <|endoftext|> 👍\r\n\tfin";

        Assert.Equal(text, O200k.Decode(O200k.Encode(text)));
        Assert.Equal(text, Cl100k.Decode(Cl100k.Encode(text)));
    }

    [Fact]
    public void A_text_that_fits_is_returned_as_it_is()
    {
        const string text = "hello world";

        Assert.Same(text, O200k.Truncate(text, 2));
        Assert.Equal("hello", O200k.Truncate(text, 1));
        Assert.Equal("", O200k.Truncate(text, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => O200k.Truncate(text, -1));
    }

    [Fact]
    public void A_cut_never_splits_a_character()
    {
        const string text = "👍🏽👩‍👩‍👧‍👦🇩🇪";
        for (var tokens = 0; tokens <= O200k.Count(text); tokens++)
        {
            var cut = O200k.Truncate(text, tokens);
            Assert.StartsWith(cut, text, StringComparison.Ordinal);
            Assert.False(cut.Length > 0 && char.IsHighSurrogate(cut[^1]));
        }
    }

    [Fact]
    public void Any_number_of_threads_count_the_same()
    {
        var texts = Enumerable.Range(0, 64).Select(i => SyntheticText.Exactly(200 + i, i)).ToArray();
        var counts = new int[texts.Length * 8];

        Parallel.For(0, counts.Length, i => counts[i] = O200k.Count(texts[i % texts.Length]));

        Assert.All(counts.Select((count, i) => (count, i)), pair => Assert.Equal(200 + (pair.i % texts.Length), pair.count));
    }
}
