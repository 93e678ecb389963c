namespace Tollgate.Tokens;

/// <summary>The documents that prices can be imported from.</summary>
public static class PriceSources
{
    /// <summary>Our own format, <c>tollgate.pricebook/1</c>: what an operator states.</summary>
    public const string Tollgate = "tollgate";

    /// <summary>LiteLLM's model map: one undated snapshot, prices per token.</summary>
    public const string LiteLlm = "litellm";

    /// <summary>simonw/llm-prices: a vendor's history, prices per million.</summary>
    public const string LlmPrices = "llm-prices";

    /// <summary>Every source there is.</summary>
    public static IReadOnlyList<string> All { get; } = [Tollgate, LiteLlm, LlmPrices];

    /// <summary>Reads a document. What is wrong with it is in the answer, not thrown.</summary>
    /// <param name="source">One of <see cref="All"/>.</param>
    /// <param name="json">The document.</param>
    /// <param name="label">Begins the version ids of the entries, so that two imports never share one.</param>
    public static PriceStatements Read(string source, string json, string label) => source switch
    {
        Tollgate => ReadBook(json),
        LiteLlm => LiteLlmMap.Read(json, label),
        LlmPrices => LlmPricesHistory.Read(json, label),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, "There is no such source."),
    };

    private static PriceStatements ReadBook(string json)
    {
        var document = PriceBookReader.Read(json);
        return new PriceStatements(Tollgate, IsPartial: false, document.Entries, [], document.Errors);
    }
}
