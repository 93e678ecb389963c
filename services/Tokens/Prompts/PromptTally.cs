namespace Tollgate.Tokens;

/// <summary>Running sums of a prompt count.</summary>
internal sealed class PromptTally(ModelTokenizer model)
{
    private readonly long[] byOrigin = new long[Enum.GetValues<TokenOrigin>().Length];
    private long rawText;
    private long worstBeyondText;
    private TokenEstimate image = TokenEstimate.Exactly(0);
    private TokenEstimate audio = TokenEstimate.Exactly(0);
    private bool isEstimate = model.IsEstimate;

    /// <summary>Tokens counted with the model's encoding; the worst case scales their sum once.</summary>
    public void AddText(TokenOrigin origin, long tokens)
    {
        byOrigin[(int)origin] += tokens;
        rawText += tokens;
    }

    /// <summary>Tokens that come with a worst case of their own.</summary>
    public void Add(TokenOrigin origin, TokenEstimate tokens)
    {
        byOrigin[(int)origin] += tokens.Likely;
        worstBeyondText += tokens.WorstCase;
        isEstimate |= !tokens.IsExact;
    }

    public void AddImage(TokenOrigin origin, TokenEstimate tokens)
    {
        Add(origin, tokens);
        image += tokens;
    }

    public void AddAudio(TokenOrigin origin, TokenEstimate tokens)
    {
        Add(origin, tokens);
        audio += tokens;
    }

    public PromptCount Finish(ChatFormat format, int messages) => new()
    {
        System = byOrigin[(int)TokenOrigin.System],
        History = byOrigin[(int)TokenOrigin.History],
        Retrieved = byOrigin[(int)TokenOrigin.Retrieved],
        User = byOrigin[(int)TokenOrigin.User],
        ToolSchema = byOrigin[(int)TokenOrigin.ToolSchema],
        ToolResult = byOrigin[(int)TokenOrigin.ToolResult],
        WorstCase = model.Scale(rawText).WorstCase + worstBeyondText + format.Margin(messages),
        Image = image.Likely,
        WorstCaseImage = image.WorstCase,
        Audio = audio.Likely,
        WorstCaseAudio = audio.WorstCase,
        IsEstimate = isEstimate || !format.IsPublished,
    };
}
