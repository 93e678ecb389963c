namespace Tollgate.Tokens;

/// <summary>
/// How text is counted for one model: the encoding, and how far it can be trusted. Families without a published tokenizer are
/// counted with o200k; the worst case adds <see cref="SafetyPercent"/>, which is a margin chosen by us, not a proof.
/// </summary>
public sealed record ModelTokenizer
{
    internal ModelTokenizer(string model)
    {
        Model = model;
        Family = ModelFamilies.Of(model);
        Encoding = Family is ModelFamily.Gpt4 or ModelFamily.OpenAiEmbedding ? TokenEncoding.Cl100kBase : TokenEncoding.O200kBase;
        SafetyPercent = Margin(Family);
    }

    /// <summary>The model as asked for.</summary>
    public string Model { get; }

    /// <summary>Its family.</summary>
    public ModelFamily Family { get; }

    /// <summary>The encoding used.</summary>
    public TokenEncoding Encoding { get; }

    /// <summary>100 where the encoding is the model's own; otherwise the percentage the worst case is scaled to.</summary>
    public int SafetyPercent { get; }

    /// <summary>True when the encoding stands in for one that is not published.</summary>
    public bool IsEstimate => SafetyPercent != 100;

    /// <summary>The tokenizer itself, for raw counts.</summary>
    public TextTokenizer Tokenizer => TextTokenizer.For(Encoding);

    /// <summary>Tokens of a text on this model.</summary>
    public TokenEstimate Count(ReadOnlySpan<char> text) => Scale(Tokenizer.Count(text));

    /// <summary>The prefix that stays within a number of tokens on this model even in the worst case.</summary>
    public string Truncate(string text, int maxTokens) => Tokenizer.Truncate(text, (int)(maxTokens * 100L / SafetyPercent));

    /// <summary>Turns a raw count of <see cref="Encoding"/> into an estimate for the model.</summary>
    internal TokenEstimate Scale(long count) => new(count, checked((count * SafetyPercent + 99) / 100), !IsEstimate);

    private static int Margin(ModelFamily family) => family switch
    {
        ModelFamily.Gpt4 or ModelFamily.Gpt4o or ModelFamily.Gpt41 or ModelFamily.Gpt5 or ModelFamily.OpenAiReasoning
            or ModelFamily.GptImage or ModelFamily.OpenAiEmbedding => 100,
        ModelFamily.Gemini or ModelFamily.Llama => 125,
        ModelFamily.Command or ModelFamily.Granite or ModelFamily.Nova or ModelFamily.Mistral => 135,
        _ => 150,
    };
}
