using System.Text.Json;

namespace Tollgate.Tokens;

/// <summary>What could be read of a book, and what could not.</summary>
internal sealed record PriceBookDocument(string Version, IReadOnlyList<PriceEntry> Entries, IReadOnlyList<PriceBookError> Errors);

/// <summary>Reads the JSON format <c>tollgate.pricebook/1</c> (described in the README), gathering every mistake.</summary>
internal static class PriceBookReader
{
    public const string Format = "tollgate.pricebook/1";

    // A property given twice would silently lose one of its two prices.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static PriceBookDocument Read(string json)
    {
        List<PriceBookError> errors = [];
        List<PriceEntry> entries = [];
        var version = "";
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var root = new JsonNodeReader(document.RootElement, "$", errors);
            root.Allow("format", "version", "currency", "source", "models");
            if (root.Text("format", required: true) is { } format && format != Format)
                errors.Add(new(PriceBookErrorCode.Malformed, "$.format", $"The format is not {Format}."));

            version = root.Text("version", required: true) ?? "";
            var book = new BookDefaults(version, root.Text("currency") ?? "USD", root.Text("source") ?? "");
            foreach (var model in root.Items("models", required: true))
                ReadModel(model, book, entries);
        }
        catch (JsonException e)
        {
            errors.Add(new(PriceBookErrorCode.Malformed, e.Path ?? "$", e.Message));
        }

        return new PriceBookDocument(version, entries, errors);
    }

    private static void ReadModel(JsonNodeReader node, BookDefaults book, List<PriceEntry> entries)
    {
        node.Allow("provider", "model", "aliases", "prices");
        var provider = node.Text("provider", required: true);
        var model = node.Text("model", required: true);
        var aliases = node.Texts("aliases");
        foreach (var price in node.Items("prices", required: true))
        {
            var entry = ReadPrice(price, provider ?? "?", model ?? "?", aliases, book);
            if (provider is not null && model is not null && entry is not null)
                entries.Add(entry);
        }
    }

    private static PriceEntry? ReadPrice(JsonNodeReader node, string provider, string model, IReadOnlyList<string> aliases, BookDefaults book)
    {
        node.Allow("id", "tier", "currency", "from", "to", "per_million", "long_context", "per_second", "per_call", "source");
        var before = node.ErrorCount;
        var tier = ReadTier(node);
        var from = node.Instant("from");
        var entry = new PriceEntry
        {
            Provider = provider,
            Model = model,
            Aliases = aliases,
            Tier = tier,
            Currency = node.Text("currency") ?? book.Currency,
            Prices = ReadPrices(node.Child("per_million")),
            LongContext = ReadStep(node.Child("long_context")),
            PerSecond = node.Number("per_second"),
            PerCall = node.Number("per_call"),
            EffectiveFrom = from,
            EffectiveTo = node.Instant("to"),
            Version = node.Text("id") ?? VersionOf(book.Version, provider, model, tier, from),
            Source = node.Text("source") ?? book.Source,
        };
        return node.ErrorCount == before ? entry : null;
    }

    private static ServiceTier ReadTier(JsonNodeReader node)
    {
        switch (node.Text("tier"))
        {
            case null or "standard": return ServiceTier.Standard;
            case "batch": return ServiceTier.Batch;
            case "priority": return ServiceTier.Priority;
            case "flex": return ServiceTier.Flex;
            case var other:
                node.Fail(PriceBookErrorCode.UnknownTier, "tier", $"'{other}' is not standard, batch, priority or flex.");
                return ServiceTier.Standard;
        }
    }

    private static LongContextPrices? ReadStep(JsonNodeReader? node)
    {
        if (node is null)
            return null;

        node.Allow("above_input_tokens", "per_million");
        var above = node.Count("above_input_tokens", required: true);
        if (node.Child("per_million") is not { } list)
        {
            node.Fail(PriceBookErrorCode.Missing, "per_million", "It is required.");
            return null;
        }

        return new LongContextPrices(above ?? 0, ReadPrices(list));
    }

    private static UnitPrices ReadPrices(JsonNodeReader? node)
    {
        var prices = new UnitPrices();
        foreach (var name in node?.Names() ?? [])
        {
            if (!TokenKinds.TryParse(name, out var kind) || kind is TokenKind.Tool)
                node!.Fail(PriceBookErrorCode.UnknownKind, name, "It is not a token kind priced per million.");
            else if (node!.Number(name) is { } price)
                prices = prices.With(kind, price);
        }

        return prices;
    }

    private static string VersionOf(string book, string provider, string model, ServiceTier tier, DateTimeOffset? from)
    {
        var since = from is { } at ? $"@{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "";
        return $"{book}/{provider}/{model}:{tier.ToString().ToLowerInvariant()}{since}";
    }

    private sealed record BookDefaults(string Version, string Currency, string Source);
}
