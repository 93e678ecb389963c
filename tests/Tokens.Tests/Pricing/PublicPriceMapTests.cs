using System.Globalization;
using System.Text.Json;
using Tollgate.Testing;

namespace Tollgate.Tokens.Tests.Pricing;

/// <summary>The shipped figures, held against public maps of the same date.</summary>
[Trait("Data", "shared")]
public sealed class PublicPriceMapTests
{
    private static readonly DateTimeOffset MapDate = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly (string Field, ServiceTier Tier, bool IsLong, TokenKind Kind)[] Fields =
    [
        ("input_cost_per_token", ServiceTier.Standard, false, TokenKind.Input),
        ("output_cost_per_token", ServiceTier.Standard, false, TokenKind.Output),
        ("cache_read_input_token_cost", ServiceTier.Standard, false, TokenKind.CachedInput),
        ("cache_creation_input_token_cost", ServiceTier.Standard, false, TokenKind.CacheWrite5m),
        ("cache_creation_input_token_cost_above_1hr", ServiceTier.Standard, false, TokenKind.CacheWrite1h),
        ("input_cost_per_audio_token", ServiceTier.Standard, false, TokenKind.AudioInput),
        ("output_cost_per_audio_token", ServiceTier.Standard, false, TokenKind.AudioOutput),
        ("input_cost_per_token_batches", ServiceTier.Batch, false, TokenKind.Input),
        ("output_cost_per_token_batches", ServiceTier.Batch, false, TokenKind.Output),
        ("input_cost_per_token_priority", ServiceTier.Priority, false, TokenKind.Input),
        ("output_cost_per_token_priority", ServiceTier.Priority, false, TokenKind.Output),
        ("cache_read_input_token_cost_priority", ServiceTier.Priority, false, TokenKind.CachedInput),
        ("input_cost_per_token_flex", ServiceTier.Flex, false, TokenKind.Input),
        ("output_cost_per_token_flex", ServiceTier.Flex, false, TokenKind.Output),
        ("cache_read_input_token_cost_flex", ServiceTier.Flex, false, TokenKind.CachedInput),
        ("input_cost_per_token_above_200k_tokens", ServiceTier.Standard, true, TokenKind.Input),
        ("output_cost_per_token_above_200k_tokens", ServiceTier.Standard, true, TokenKind.Output),
        ("cache_read_input_token_cost_above_200k_tokens", ServiceTier.Standard, true, TokenKind.CachedInput),
        ("input_cost_per_token_above_272k_tokens", ServiceTier.Standard, true, TokenKind.Input),
        ("output_cost_per_token_above_272k_tokens", ServiceTier.Standard, true, TokenKind.Output),
    ];

    [SkippableFact]
    public void Every_shared_figure_equals_the_public_map_of_that_date()
    {
        using var map = JsonDocument.Parse(File.ReadAllText(SharedData.Path("prices/litellm-2026-08-01.json")));
        var compared = 0;
        foreach (var entry in PriceBook.Default.Entries.Where(entry => entry.IsEffective(MapDate)))
        {
            if (!map.RootElement.TryGetProperty(MapKey(entry), out var row))
                continue;

            foreach (var (field, tier, isLong, kind) in Fields)
            {
                var prices = isLong ? entry.LongContext?.Prices : entry.Prices;
                if (tier != entry.Tier || prices?[kind] is not { } price || !row.TryGetProperty(field, out var cell))
                    continue;

                var perMillion = decimal.Parse(cell.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture) * 1_000_000m;
                Assert.True(Math.Abs(perMillion - price) <= 0.000001m, $"{entry.Version} {kind.Name()}: {price}, the map says {perMillion}");
                compared++;
            }
        }

        Assert.InRange(compared, 180, int.MaxValue);
    }

    [SkippableFact]
    public void Where_public_maps_agree_we_agree_with_them()
    {
        var compared = 0;
        foreach (var cells in File.ReadLines(SharedData.Path("prices/price_crosscheck.csv")).Skip(1).Select(line => line.Split(',')))
        {
            // Where they disagree, the 2026 map is nearest to the vendors' pages; the book follows those, as the next test says.
            if (cells[7].Length > 0 || PriceBook.Default.Find("openai", cells[0], MapDate) is not { } entry)
                continue;

            var kind = cells[1] switch
            {
                "input" => TokenKind.Input,
                "cached_input" => TokenKind.CachedInput,
                "output" => TokenKind.Output,
                "audio_in" => TokenKind.AudioInput,
                "audio_in_cached" => TokenKind.CachedAudioInput,
                "audio_out" => TokenKind.AudioOutput,
                _ => throw new InvalidDataException(cells[1]),
            };
            var agreed = cells[2..7].Where(cell => cell.Length > 0).Select(cell => decimal.Parse(cell, CultureInfo.InvariantCulture)).Distinct().ToArray();
            if (agreed is not [> 0 and var price])
                continue;

            Assert.Equal((cells[0], kind, price), (cells[0], kind, entry.Prices[kind]));
            compared++;
        }

        Assert.InRange(compared, 50, int.MaxValue);
    }

    [Theory]
    [InlineData("gpt-4o-audio-preview", 40, 80)]
    [InlineData("gpt-4o-realtime-preview", 40, 80)]
    [InlineData("gpt-realtime", 32, 64)]
    public void Where_maps_disagree_on_audio_the_corrected_price_is_taken(string model, decimal input, decimal output)
    {
        // Several maps still carry the launch price (100/200), one the text price; the vendor lowered it and the 2026 map follows.
        var entry = PriceBook.Default.Find("openai", model, MapDate)!;

        Assert.Equal((input, output), (entry.Prices.AudioInput, entry.Prices.AudioOutput));
    }

    private static string MapKey(PriceEntry entry) => entry.Provider switch
    {
        "azure" => $"azure/{entry.Model}",
        "google" => $"gemini/{entry.Model}",
        "ibm" => $"watsonx/ibm/{entry.Model}",
        "cohere" when entry.Model == "embed-v4.0" => "cohere/embed-v4.0",
        _ => entry.Model,
    };
}
