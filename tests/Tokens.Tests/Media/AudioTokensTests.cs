namespace Tollgate.Tokens.Tests.Media;

public sealed class AudioTokensTests
{
    [Fact]
    public void Speech_measured_on_the_realtime_api_is_reproduced()
    {
        // 5.85 s were billed as 58: the started token is not counted, though it is reserved.
        var user = AudioTokens.RealtimeUser(TimeSpan.FromMilliseconds(5_850));

        Assert.Equal((58, 59), (user.Likely, user.WorstCase));
        Assert.Equal(TokenEstimate.Exactly(146), AudioTokens.RealtimeAssistant(TimeSpan.FromMilliseconds(7_300)));
    }

    [Fact]
    public void A_minute_has_its_documented_number_of_tokens()
    {
        var minute = TimeSpan.FromMinutes(1);

        Assert.Equal(600, AudioTokens.RealtimeUser(minute).Likely);
        Assert.Equal(1_200, AudioTokens.RealtimeAssistant(minute).Likely);
        Assert.Equal(1_920, AudioTokens.GeminiAudio(minute).Likely);
        Assert.Equal(263 * 60, AudioTokens.GeminiVideo(minute).Likely);
        Assert.Equal(600, AudioTokens.BilledByDuration(minute).Likely);
    }

    [Fact]
    public void The_realtime_guides_second_turn_has_65_audio_tokens_and_not_its_64() =>
        // 20 + 20 + 25, by the guide's own numbers for the two user turns and the reply between them; its sum is off by one.
        Assert.Equal(65, new[] { AudioTokens.RealtimeUser(TimeSpan.FromSeconds(2)), AudioTokens.RealtimeAssistant(TimeSpan.FromSeconds(1)), AudioTokens.RealtimeUser(TimeSpan.FromSeconds(2.5)) }.Sum(t => t.Likely));

    [Fact]
    public void Duration_is_billed_to_the_nearest_second_and_reserved_to_the_next()
    {
        Assert.Equal(new TokenEstimate(20, 30), AudioTokens.BilledByDuration(TimeSpan.FromSeconds(2.4)));
        Assert.Equal(new TokenEstimate(30, 30), AudioTokens.BilledByDuration(TimeSpan.FromSeconds(2.6)));
    }

    [Theory]
    [InlineData("gpt-realtime", 10)]
    [InlineData("gpt-4o-transcribe", 10)]
    [InlineData("whisper-1", 10)]
    [InlineData("gemini-2.5-flash", 32)]
    public void A_second_of_audio_in_a_prompt_depends_on_the_model(string model, long tokens) =>
        Assert.Equal(tokens, AudioTokens.Count(model, TimeSpan.FromSeconds(1)).Likely);

    [Fact]
    public void A_negative_duration_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AudioTokens.RealtimeUser(TimeSpan.FromTicks(-1)));
}
