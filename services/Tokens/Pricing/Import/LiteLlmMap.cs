using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.Tokens;

/// <summary>
/// Reads LiteLLM's model map. A field's name is kind, prompt length and tier in one: <c>input_cost_per_token_above_272k_tokens_flex</c>.
/// Models that are sold by other measures (pages, pixels, characters, seconds of video) are left out.
/// </summary>
internal static partial class LiteLlmMap
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly Dictionary<string, string> Providers = new(StringComparer.Ordinal)
    {
        ["gemini"] = "google",
        ["cohere_chat"] = "cohere",
        ["bedrock"] = "aws-bedrock",
        ["bedrock_converse"] = "aws-bedrock",
        ["watsonx"] = "ibm",
        ["text-completion-openai"] = "openai",
    };

    private static readonly (ServiceTier Tier, string Suffix)[] Tiers =
    [
        (ServiceTier.Standard, ""), (ServiceTier.Batch, "_batches"), (ServiceTier.Priority, "_priority"), (ServiceTier.Flex, "_flex"),
    ];

    public static PriceStatements Read(string json, string label)
    {
        List<PriceEntry> entries = [];
        List<PriceFinding> notes = [];
        List<PriceBookError> errors = [];
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            foreach (var model in Models(document.RootElement))
                ReadModel(model, label, entries, notes, errors);
        }
        catch (JsonException e)
        {
            errors.Add(new(PriceBookErrorCode.Malformed, e.Path ?? "$", e.Message));
        }

        return new PriceStatements(PriceSources.LiteLlm, IsPartial: true, entries, notes, errors);
    }

    private static IEnumerable<JsonProperty> Models(JsonElement root) => root.ValueKind is JsonValueKind.Object
        ? root.EnumerateObject().Where(model => model.Name != "sample_spec" && model.Value.ValueKind is JsonValueKind.Object)
        : throw new JsonException("It is not an object.");

    private static void ReadModel(JsonProperty model, string label, List<PriceEntry> entries, List<PriceFinding> notes, List<PriceBookError> errors)
    {
        var row = new Row(model, errors);
        var (provider, name) = NameOf(model.Name, row.Text("litellm_provider"));
        foreach (var (tier, suffix) in Tiers)
        {
            var entry = new PriceEntry
            {
                Provider = provider,
                Model = name,
                Tier = tier,
                Prices = Prices(row, "", suffix),
                LongContext = LongContext(row, suffix),
                PerSecond = tier is ServiceTier.Standard ? row.Plain("input_cost_per_second") : null,
                PerCall = tier is ServiceTier.Standard ? row.Plain("input_cost_per_query") : null,
                Version = $"{label}/{provider}/{name}:{tier.ToString().ToLowerInvariant()}",
                Source = $"LiteLLM map, {model.Name}",
            };
            if (entry.Prices == new UnitPrices() && entry.PerSecond is null && entry.PerCall is null)
                continue;
            // Both regional and plain keys may stand for one model; the first is kept, and a second that differs is noted.
            if (entries.Find(known => IsSamePlace(known, entry)) is { } first)
            {
                if (first.Prices != entry.Prices)
                    notes.Add(new(PriceSuspicion.Disagreement, first.Version, TokenKind.Input));
                continue;
            }

            entries.Add(entry);
            if (tier is ServiceTier.Standard)
                notes.AddRange(Notes(row, entry));
        }
    }

    private static bool IsSamePlace(PriceEntry one, PriceEntry other) =>
        one.Tier == other.Tier && one.Model.Equals(other.Model, StringComparison.OrdinalIgnoreCase) && one.Provider == other.Provider;

    private static UnitPrices Prices(Row row, string length, string tier)
    {
        var prices = new UnitPrices
        {
            Input = row.PerMillion($"input_cost_per_token{length}{tier}"),
            CachedInput = row.PerMillion($"cache_read_input_token_cost{length}{tier}"),
            CacheWrite5m = row.PerMillion($"cache_creation_input_token_cost{length}{tier}"),
            CacheWrite1h = row.PerMillion($"cache_creation_input_token_cost_above_1hr{length}{tier}"),
            Output = row.IsOneWay ? null : row.PerMillion($"output_cost_per_token{length}{tier}"),
            Reasoning = row.PerMillion($"output_cost_per_reasoning_token{length}{tier}"),
            ImageInput = row.PerMillion($"input_cost_per_image_token{length}{tier}"),
            ImageOutput = row.PerMillion($"output_cost_per_image_token{length}{tier}"),
            AudioInput = row.PerMillion($"input_cost_per_audio_token{length}{tier}"),
            CachedAudioInput = row.PerMillion($"cache_read_input_audio_token_cost{length}{tier}"),
            AudioOutput = row.PerMillion($"output_cost_per_audio_token{length}{tier}"),
        };
        return WithBothWrites(prices);
    }

    // The map often has one lifetime only. An hour costs Claude's customers twice the input; other vendors sell one lifetime.
    private static UnitPrices WithBothWrites(UnitPrices prices) => prices switch
    {
        { CacheWrite5m: { } minutes, CacheWrite1h: null } =>
            prices with { CacheWrite1h = minutes == prices.Input * 1.25m ? prices.Input * 2 : minutes },
        { CacheWrite5m: null, CacheWrite1h: { } hour } => prices with { CacheWrite5m = hour },
        _ => prices,
    };

    private static LongContextPrices? LongContext(Row row, string tier)
    {
        var step = row.Names()
            .Select(name => Above().Match(name))
            .Where(match => match.Success && match.Groups["tier"].Value == tier)
            .Select(match => match.Groups["length"].Value)
            .FirstOrDefault();
        if (step is null)
            return null;

        var prices = Prices(row, $"_above_{step}k_tokens", tier);
        return new LongContextPrices(1_000L * int.Parse(step, CultureInfo.InvariantCulture), prices);
    }

    // Fields that have no place in an entry, because a correct map would not have them.
    private static IEnumerable<PriceFinding> Notes(Row row, PriceEntry entry)
    {
        if (row.PerMillion("cache_creation_input_audio_token_cost") is not null)
            yield return new(PriceSuspicion.UnexpectedWritePrice, entry.Version, TokenKind.CachedAudioInput);
        if (entry.PerSecond > 0 && row.Plain("output_cost_per_second") > 0)
            yield return new(PriceSuspicion.ChargedTwice, entry.Version, TokenKind.AudioInput);
    }

    private static (string Provider, string Model) NameOf(string key, string vendor)
    {
        var provider = Providers.GetValueOrDefault(vendor, vendor.Length == 0 ? "unknown" : vendor);
        var name = key.StartsWith(vendor + "/", StringComparison.Ordinal) ? key[(vendor.Length + 1)..]
            : key.StartsWith(provider + "/", StringComparison.Ordinal) ? key[(provider.Length + 1)..]
            : key;
        return (provider, provider == "ibm" && name.StartsWith("ibm/", StringComparison.Ordinal) ? name["ibm/".Length..] : name);
    }

    [GeneratedRegex(@"\Ainput_cost_per_token_above_(?<length>\d+)k_tokens(?<tier>|_priority|_flex|_batches)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Above();

    /// <summary>A model's fields.</summary>
    private sealed class Row(JsonProperty model, List<PriceBookError> errors)
    {
        /// <summary>Embeddings and reranking generate nothing: their output price of zero says so, and is not a price.</summary>
        public bool IsOneWay => Text("mode") is "embedding" or "rerank";

        public IEnumerable<string> Names() => model.Value.EnumerateObject().Select(field => field.Name);

        public string Text(string name) =>
            model.Value.TryGetProperty(name, out var field) && field.ValueKind is JsonValueKind.String ? field.GetString()! : "";

        /// <summary>A price per token, as a price per million. Binary noise past the ninth decimal is rounded away.</summary>
        public decimal? PerMillion(string name) => Round(Number(name) * 1_000_000m);

        public decimal? Plain(string name) => Round(Number(name));

        private static decimal? Round(decimal? price) => price is { } p ? Normal(decimal.Round(p, ExactNanos.MaxPriceScale, MidpointRounding.ToEven)) : null;

        // Dividing by a one with many zeros drops the trailing zeros: 2.50 and 2.5 are stored alike.
        private static decimal Normal(decimal value) => value / 1.000000000000000000000000000000000m;

        private decimal? Number(string name)
        {
            if (!model.Value.TryGetProperty(name, out var field) || field.ValueKind is JsonValueKind.Null)
                return null;
            // Bounded before it is scaled, so that nonsense is an error here instead of an overflow there.
            if (field.ValueKind is JsonValueKind.Number
                && decimal.TryParse(field.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && Math.Abs(number) < 1_000_000m)
                return number;

            errors.Add(new(PriceBookErrorCode.Malformed, $"$.{model.Name}.{name}", "It is not a price."));
            return null;
        }
    }
}
