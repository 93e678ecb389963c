using FsCheck.Xunit;

namespace Tollgate.Tokens.Tests.Text;

public sealed class TextProperties
{
    private static readonly TextTokenizer[] Tokenizers = [.. Enum.GetValues<TokenEncoding>().Select(TextTokenizer.For)];

    private static readonly string[] Fragments =
        ["<|endoftext|>", "<|", "the", " The", "\n\n", "  ", "12345", "👍", "ß", "'ll", "你好", "\t", ".", "<|fim_middle|>", "x", "é", "\r", "---", " a"];

    [Property(MaxTest = 300)]
    public bool A_truncated_text_is_a_prefix_within_the_limit(int[] picks, int limit)
    {
        var text = Text(picks);
        return Tokenizers.All(tokenizer =>
        {
            var max = (limit & int.MaxValue) % (tokenizer.Count(text) + 2);
            var cut = tokenizer.Truncate(text, max);
            return text.StartsWith(cut, StringComparison.Ordinal) && tokenizer.Count(cut) <= max && (cut.Length == text.Length) == (tokenizer.Count(text) <= max);
        });
    }

    [Property(MaxTest = 300)]
    public bool Without_control_tokens_both_readings_of_a_text_are_one(int[] picks)
    {
        var text = Text(picks).Replace("|>", "|", StringComparison.Ordinal);
        return Tokenizers.All(tokenizer => tokenizer.Encode(text).SequenceEqual(tokenizer.Encode(text, SpecialTokens.Recognised)));
    }

    [Property(MaxTest = 60)]
    public bool Synthetic_text_has_exactly_the_tokens_asked_for_in_either_encoding(int tokens, long seed)
    {
        var count = (tokens & int.MaxValue) % 3_000;
        var text = SyntheticText.Exactly(count, seed);
        return Tokenizers.All(tokenizer => tokenizer.Count(text) == count) && text == SyntheticText.Exactly(count, seed);
    }

    [Fact]
    public void Different_seeds_give_different_texts() =>
        Assert.Equal(2_000, Enumerable.Range(0, 2_000).Select(seed => SyntheticText.Exactly(8, seed)).Distinct().Count());

    internal static string Text(int[] picks) => string.Concat(picks.Select(pick => Fragments[(pick & int.MaxValue) % Fragments.Length]));
}
