using FsCheck.Xunit;
using Tollgate.Tokens.Tests.Text;

namespace Tollgate.Tokens.Tests.Prompts;

public sealed class PromptOriginTests
{
    [Fact]
    public void Each_origin_gets_its_own_text_and_framing()
    {
        var count = PromptCounter.Count("gpt-4o", new PromptRequest
        {
            Messages =
            [
                PromptMessage.Text("system", TokenOrigin.System, "Be brief."),
                PromptMessage.Text("user", TokenOrigin.History, "hello world"),
                new("user", TokenOrigin.User, [new PromptText("Passage one.\n", TokenOrigin.Retrieved), new PromptText("hello world")]),
                PromptMessage.Text("tool", TokenOrigin.ToolResult, "42"),
            ],
            Tools = [new ToolFunction("f", "Does it", [])],
        });

        // 3 of framing and 1 of role each; 3 of priming go to system.
        Assert.Equal(3 + 4 + 3, count.System);
        Assert.Equal(4 + 2, count.History);
        Assert.Equal(4, count.Retrieved);
        Assert.Equal(4 + 2, count.User);
        Assert.Equal(4 + 1, count.ToolResult);
        Assert.Equal(7 + 12 + 4, count.ToolSchema);
        Assert.Equal(count.Total, Enum.GetValues<TokenOrigin>().Sum(origin => count[origin]));
    }

    [Property(MaxTest = 200)]
    public bool The_split_by_origin_sums_to_the_count_of_the_whole_text(int[][] parts)
    {
        var origins = Enum.GetValues<TokenOrigin>();
        var texts = parts.Select((picks, i) => new PromptText(TextProperties.Text(picks), origins[i % origins.Length])).ToArray();
        foreach (var model in (string[])["gpt-4o", "gpt-4", "claude-opus-5"])
        {
            var whole = TextTokens.TokenizerFor(model).Tokenizer.Count(string.Concat(texts.Select(text => text.Text)));
            var count = PromptCounter.Count(model, [new PromptMessage("user", TokenOrigin.User, texts)]);
            if (count.Total != whole + 3 + 3 + 1 || origins.Sum(origin => count[origin]) != count.Total || count.WorstCase < count.Total)
                return false;
        }

        return true;
    }

    [Fact]
    public void An_unknown_format_is_flagged_and_reserved_with_a_margin()
    {
        PromptMessage[] messages = [PromptMessage.Text("user", TokenOrigin.User, "hello world")];
        var published = PromptCounter.Count("gpt-4o", messages);
        var assumed = PromptCounter.Count("gpt-5", messages);
        var estimated = PromptCounter.Count("claude-opus-5", messages);

        Assert.Equal((published.Total, false), (published.WorstCase, published.IsEstimate));
        Assert.Equal((published.Total, published.Total + 12, true), (assumed.Total, assumed.WorstCase, assumed.IsEstimate));
        Assert.Equal((published.Total, (published.Total * 150 + 99) / 100 + 12, true), (estimated.Total, estimated.WorstCase, estimated.IsEstimate));
    }

    [Fact]
    public void Ten_text_tokens_of_a_realtime_session_may_count_as_twelve()
    {
        var count = PromptCounter.Count("gpt-realtime", [PromptMessage.Text("user", TokenOrigin.User, SyntheticText.Exactly(10, 1))]);

        Assert.True(count.IsEstimate);
        Assert.InRange(count.Total + 2, count.Total, count.WorstCase);
    }

    [Fact]
    public void Images_and_audio_belong_to_their_messages_origin()
    {
        var count = PromptCounter.Count("gpt-4o", [new PromptMessage("user", TokenOrigin.User,
            [new PromptText("a"), new PromptImage(new ImageSize(1024, 1024)), new PromptAudio(TimeSpan.FromSeconds(2)), new PromptText("b", TokenOrigin.Retrieved)])]);

        Assert.Equal((765, 20), (count.Image, count.Audio));
        Assert.Equal(3 + 1 + 1 + 765 + 20, count.User);
        Assert.Equal(1, count.Retrieved);
        Assert.Equal(
            new WorstCaseUsage { InputTokens = count.WorstCase - 785, ImageInputTokens = 765, AudioInputTokens = 20, MaxOutputTokens = 9 },
            count.ToWorstCase(9));
    }

    [Theory]
    [InlineData("system", false, TokenOrigin.System)]
    [InlineData("developer", false, TokenOrigin.System)]
    [InlineData("tool", false, TokenOrigin.ToolResult)]
    [InlineData("user", true, TokenOrigin.User)]
    [InlineData("user", false, TokenOrigin.History)]
    [InlineData("assistant", false, TokenOrigin.History)]
    public void A_role_and_its_place_suggest_an_origin(string role, bool isLast, TokenOrigin origin) =>
        Assert.Equal(origin, PromptMessage.OriginOf(role, isLast));
}
