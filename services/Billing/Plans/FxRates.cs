using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Tollgate.Billing.Plans;

/// <summary>
/// Exchange rates as data, for plans in another currency than the providers charge in. The rate of an entry is the last one fixed by the
/// day its attempt began, so every revision of an attempt gets the same.
/// </summary>
public sealed class FxRates
{
    private const string Resource = "Fx/rates.json";
    private const int MaxScale = 8;

    private readonly Dictionary<(string From, string To), FxRate[]> rates;

    private FxRates(IEnumerable<FxRate> rates) =>
        this.rates = rates.GroupBy(rate => (rate.From, rate.To)).ToDictionary(group => group.Key, group => group.OrderBy(rate => rate.Date).ToArray());

    /// <summary>The rates that ship with the service, or those of a file that replaces them.</summary>
    public static FxRates Load(string? file)
    {
        if (!string.IsNullOrWhiteSpace(file))
            return Read(file, File.ReadAllText(file));
        using var reader = new StreamReader(typeof(FxRates).Assembly.GetManifestResourceStream(Resource)!);
        return Read(Resource, reader.ReadToEnd());
    }

    /// <summary>Reads <c>[{"from": "USD", "to": "EUR", "date": "2026-11-02", "rate": "0.8612"}]</c>.</summary>
    /// <exception cref="InvalidPlanException">Everything that is wrong with it.</exception>
    public static FxRates Read(string name, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var rates = document.RootElement.EnumerateArray().Select(ToRate).ToArray();
            if (rates.GroupBy(rate => (rate.From, rate.To, rate.Date)).FirstOrDefault(group => group.Count() > 1)?.First() is { } twice)
                throw new FormatException($"{twice.From} to {twice.To} of {LocalDatePattern.Iso.Format(twice.Date)} is there twice");
            return new FxRates(rates);
        }
        catch (Exception ex) when (ex is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidPlanException(name, [ex.Message]);
        }
    }

    /// <summary>The last rate fixed by that day, or null.</summary>
    public FxRate? Find(string from, string to, Instant at)
    {
        var day = at.InUtc().Date;
        return rates.TryGetValue((from, to), out var known) ? known.LastOrDefault(rate => rate.Date <= day) : null;
    }

    private static FxRate ToRate(JsonElement entry)
    {
        var text = entry.GetProperty("rate").GetString();
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) || rate is <= 0 or > 10_000 || rate.Scale > MaxScale)
            throw new FormatException($"rate '{text}' must be a decimal above 0, at most 10000 and with at most {MaxScale} decimals");
        return new FxRate(Code(entry, "from"), Code(entry, "to"), LocalDatePattern.Iso.Parse(entry.GetProperty("date").GetString()!).GetValueOrThrow(), rate);
    }

    private static string Code(JsonElement entry, string name) => entry.GetProperty(name).GetString() is { } code && Tokens.Currencies.IsKnown(code)
        ? code
        : throw new FormatException($"{name} must be a currency we know");
}
