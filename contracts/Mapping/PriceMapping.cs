using System.Globalization;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Tokens;

namespace Tollgate.Contracts.Mapping;

/// <summary>Prices between the book and the wire, to the last decimal.</summary>
public static class PriceMapping
{
    /// <summary>A price for the wire.</summary>
    public static Price ToProto(this PriceEntry entry)
    {
        var price = new Price
        {
            Version = entry.Version,
            Provider = entry.Provider,
            Model = entry.Model,
            Aliases = { entry.Aliases },
            Tier = entry.Tier.ToString().ToLowerInvariant(),
            Currency = entry.Currency,
            PerSecond = Text(entry.PerSecond),
            PerCall = Text(entry.PerCall),
            EffectiveFrom = entry.EffectiveFrom?.ToTimestamp(),
            EffectiveTo = entry.EffectiveTo?.ToTimestamp(),
            Source = entry.Source,
        };
        Write(entry.Prices, price.PerMillion);
        if (entry.LongContext is { } step)
        {
            price.LongContext = new LongContextPrice { AboveInputTokens = step.AboveInputTokens };
            Write(step.Prices, price.LongContext.PerMillion);
        }

        return price;
    }

    /// <summary>A price from the wire. A kind that this build does not know is left out: it cannot be charged for here.</summary>
    public static PriceEntry ToEntry(this Price price) => new()
    {
        Version = price.Version,
        Provider = price.Provider,
        Model = price.Model,
        Aliases = [.. price.Aliases],
        Tier = System.Enum.TryParse<ServiceTier>(price.Tier, ignoreCase: true, out var tier) ? tier : ServiceTier.Standard,
        Currency = price.Currency,
        Prices = Read(price.PerMillion),
        LongContext = price.LongContext is { } step ? new LongContextPrices(step.AboveInputTokens, Read(step.PerMillion)) : null,
        PerSecond = Number(price.PerSecond),
        PerCall = Number(price.PerCall),
        EffectiveFrom = price.EffectiveFrom?.ToDateTimeOffset(),
        EffectiveTo = price.EffectiveTo?.ToDateTimeOffset(),
        Source = price.Source,
    };

    private static void Write(UnitPrices prices, MapField<string, string> map)
    {
        foreach (var kind in TokenKinds.All)
        {
            if (prices[kind] is { } price)
                map[kind.Name()] = Text(price);
        }
    }

    private static UnitPrices Read(MapField<string, string> map)
    {
        var prices = new UnitPrices();
        foreach (var (name, text) in map)
        {
            if (TokenKinds.TryParse(name, out var kind) && kind is not TokenKind.Tool && Number(text) is { } price)
                prices = prices.With(kind, price);
        }

        return prices;
    }

    private static string Text(decimal? price) => price?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static decimal? Number(string text) => text.Length == 0 ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}
