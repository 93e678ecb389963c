namespace Tollgate.Tokens;

/// <summary>What a chat format adds to the text of its messages.</summary>
/// <param name="PerMessage">Tokens around each message.</param>
/// <param name="PerName">Added (or saved) when a message carries a name.</param>
/// <param name="Priming">Tokens that open the reply, once a request.</param>
/// <param name="IsPublished">False where the figures are those of another model.</param>
internal sealed record ChatFormat(int PerMessage, int PerName, int Priming, bool IsPublished)
{
    private static readonly ChatFormat OpenAi = new(PerMessage: 3, PerName: 1, Priming: 3, IsPublished: true);

    // The name replaced the role in the first ChatML version.
    private static readonly ChatFormat FirstChatMl = new(PerMessage: 4, PerName: -1, Priming: 3, IsPublished: true);

    private static readonly ChatFormat Assumed = OpenAi with { IsPublished = false };

    public static ChatFormat For(ModelTokenizer model) => model.Family switch
    {
        ModelFamily.Gpt4 when ModelFamilies.BareName(model.Model) == "gpt-3.5-turbo-0301" => FirstChatMl,

        // Realtime sessions add special tokens of their own: ten of text may count as twelve.
        ModelFamily.Gpt4o when ModelFamilies.BareName(model.Model).Contains("realtime", StringComparison.Ordinal) => Assumed,
        ModelFamily.Gpt4 or ModelFamily.Gpt4o => OpenAi,
        _ => Assumed,
    };

    /// <summary>Margin for a format that is not published: what its framing may cost more than assumed.</summary>
    public long Margin(int messages) => IsPublished ? 0 : 8 + 4L * messages;
}
