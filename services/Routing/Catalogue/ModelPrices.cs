using Tollgate.Tokens;

namespace Tollgate.Routing.Catalogue;

/// <summary>What models cost, from the price book.</summary>
public sealed class ModelPrices(PriceBook book)
{
    /// <summary>True when the book knows the model at that time.</summary>
    public bool Knows(string provider, string model, DateTimeOffset at) => book.Find(provider, model, at) is not null;

    /// <summary>
    /// Most that one attempt can cost, in nanos. Counted with the o200k encoding, so for choosing and estimating only: the hold is
    /// Inference's, which counts with the model's own tokenizer.
    /// </summary>
    public long WorstCaseNanos(CatalogueModel model, long inputTokens, long maxOutputTokens, DateTimeOffset at)
    {
        var price = book.Find(model.Provider, model.Model, at)
            ?? throw new InvalidOperationException($"{model.Provider}/{model.Model} has no price at {at:O}.");
        return Cost.WorstCase(inputTokens, maxOutputTokens, price).Nanos;
    }
}
