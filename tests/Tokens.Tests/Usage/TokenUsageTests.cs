using FsCheck.Xunit;

namespace Tollgate.Tokens.Tests.Usage;

public sealed class TokenUsageTests
{
    [Fact]
    public void Kinds_have_the_names_and_the_order_of_the_wire()
    {
        string[] names =
        [
            "input", "cached_input", "cache_write_5m", "cache_write_1h", "output", "reasoning", "image_input", "image_output",
            "audio_input", "cached_audio_input", "audio_output", "tool",
        ];

        Assert.Equal(names, TokenKinds.All.Select(kind => kind.Name()));
        Assert.All(names, name => Assert.True(TokenKinds.TryParse(name, out var kind) && kind.Name() == name));
        Assert.False(TokenKinds.TryParse("Input", out _));
    }

    [Fact]
    public void Every_kind_is_input_or_output_or_a_call() => Assert.All(
        TokenKinds.All, kind => Assert.Equal(1, (kind.IsInput() ? 1 : 0) + (kind.IsOutput() ? 1 : 0) + (kind is TokenKind.Tool ? 1 : 0)));

    [Property]
    public bool Totals_are_sums_of_the_kinds(int[] counts)
    {
        var usage = Usage(counts);
        return usage.InputTotal == TokenKinds.All.Where(kind => kind.IsInput()).Sum(kind => usage[kind])
            && usage.OutputTotal == TokenKinds.All.Where(kind => kind.IsOutput()).Sum(kind => usage[kind])
            && usage.TokenTotal + usage.Tool == TokenKinds.All.Sum(kind => usage[kind]);
    }

    [Property]
    public bool Addition_is_by_kind_and_subtraction_undoes_it(int[] left, int[] right)
    {
        var (a, b) = (Usage(left), Usage(right));
        return TokenKinds.All.All(kind => (a + b)[kind] == a[kind] + b[kind]) && a + b - b == a && a + b == b + a;
    }

    [Property]
    public bool Non_zero_kinds_rebuild_the_usage(int[] counts)
    {
        var usage = Usage(counts);
        return usage.NonZero().Aggregate(TokenUsage.Zero, (sum, pair) => sum.With(pair.Key, pair.Value)) == usage;
    }

    [Fact]
    public void Arithmetic_out_of_range_throws_instead_of_wrapping()
    {
        var most = new TokenUsage { Input = long.MaxValue };

        Assert.Throws<OverflowException>(() => most + new TokenUsage { Input = 1 });
        Assert.Throws<OverflowException>(() => new TokenUsage { Input = -2 } - most);
        Assert.Throws<OverflowException>(() => (most with { AudioInput = 1 }).InputTotal);
        Assert.Throws<OverflowException>(() => (most with { Output = 1 }).TokenTotal);
    }

    [Fact]
    public void A_difference_may_be_negative_and_says_so()
    {
        var difference = new TokenUsage { Input = 5 } - new TokenUsage { Input = 5, Tool = 1 };

        Assert.True(difference.HasNegative);
        Assert.False(difference.IsZero);
        Assert.False(TokenUsage.Zero.HasNegative);
        Assert.All(TokenKinds.All, kind => Assert.True(TokenUsage.Zero.With(kind, -1).HasNegative));
    }

    internal static TokenUsage Usage(int[] counts) => TokenKinds.All
        .Zip(counts, (kind, count) => (kind, count))
        .Aggregate(TokenUsage.Zero, (usage, pair) => usage.With(pair.kind, Math.Abs((long)pair.count)));
}
