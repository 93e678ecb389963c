using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.Tokens;

/// <summary>
/// Reads a vendor's file of simonw/llm-prices: standard prices per million with their dates. A model named <c>...-200k</c> beside its base
/// model is the base model's price above that prompt length.
/// </summary>
internal static partial class LlmPricesHistory
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly Dictionary<string, string> Providers = new(StringComparer.Ordinal) { ["amazon"] = "aws-bedrock", ["xai"] = "xai" };

    public static PriceStatements Read(string json, string label)
    {
        List<PriceEntry> entries = [];
        List<PriceBookError> errors = [];
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var root = new JsonNodeReader(document.RootElement, "$", errors);
            var vendor = root.Text("vendor", required: true) ?? "?";
            foreach (var model in root.Items("models", required: true))
                entries.AddRange(ReadModel(model, Providers.GetValueOrDefault(vendor, vendor), label));
        }
        catch (JsonException e)
        {
            errors.Add(new(PriceBookErrorCode.Malformed, e.Path ?? "$", e.Message));
        }

        return new PriceStatements(PriceSources.LlmPrices, IsPartial: true, Folded(entries), [], errors);
    }

    private static IEnumerable<PriceEntry> ReadModel(JsonNodeReader node, string provider, string label)
    {
        if (node.Text("id", required: true) is not { } id)
            yield break;

        var name = provider == "anthropic" ? DottedVersion().Replace(id, "-") : id;
        foreach (var price in node.Items("price_history", required: true))
        {
            var from = price.Instant("from_date");
            yield return new PriceEntry
            {
                Provider = provider,
                Model = name,
                Prices = new UnitPrices { Input = price.Number("input"), CachedInput = price.Number("input_cached"), Output = price.Number("output") },
                EffectiveFrom = from,
                EffectiveTo = price.Instant("to_date"),
                Version = $"{label}/{provider}/{name}:standard{(from is { } at ? $"@{at.UtcDateTime:yyyy-MM-dd}" : "")}",
                Source = $"llm-prices, {id}",
            };
        }
    }

    private static List<PriceEntry> Folded(List<PriceEntry> entries)
    {
        var folded = new List<PriceEntry>(entries.Count);
        foreach (var entry in entries.Where(entry => !IsStep(entry, entries, out _)))
        {
            var step = entries.FirstOrDefault(other =>
                IsStep(other, entries, out var name) && name == entry.Model && other.EffectiveFrom == entry.EffectiveFrom);
            folded.Add(step is null ? entry : entry with { LongContext = new LongContextPrices(LengthOf(step.Model), step.Prices) });
        }

        return folded;
    }

    private static bool IsStep(PriceEntry entry, List<PriceEntry> entries, out string model)
    {
        var match = Step().Match(entry.Model);
        var name = match.Groups["model"].Value;
        model = name;
        return match.Success && entries.Exists(other => other.Model == name);
    }

    private static long LengthOf(string model) =>
        1_000 * long.Parse(Step().Match(model).Groups["length"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(?<model>.+)-(?<length>\d{3})k\z", RegexOptions.CultureInvariant)]
    private static partial Regex Step();

    [GeneratedRegex(@"(?<=\d)\.(?=\d)", RegexOptions.CultureInvariant)]
    private static partial Regex DottedVersion();
}
