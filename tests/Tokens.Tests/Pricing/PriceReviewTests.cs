using System.Globalization;
using Tollgate.Testing;

namespace Tollgate.Tokens.Tests.Pricing;

/// <summary>What public price maps have been found wrong about, and that each is caught on the real file.</summary>
[Trait("Data", "shared")]
public sealed class PriceReviewTests
{
    private static readonly DateTimeOffset August2026 = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset September2025 = new(2025, 9, 1, 0, 0, 0, TimeSpan.Zero);

    [SkippableTheory]
    [InlineData("ibm", "bigscience/mt0-xxl-13b", ServiceTier.Standard, PriceSuspicion.Implausible)]
    [InlineData("ibm", "core42/jais-13b-chat", ServiceTier.Standard, PriceSuspicion.Implausible)]
    [InlineData("azure", "eu/gpt-4o-2024-11-20", ServiceTier.Standard, PriceSuspicion.UnexpectedWritePrice)]
    [InlineData("azure", "us/gpt-4o-2024-11-20", ServiceTier.Standard, PriceSuspicion.UnexpectedWritePrice)]
    [InlineData("openai", "gpt-realtime", ServiceTier.Standard, PriceSuspicion.UnexpectedWritePrice)]
    [InlineData("azure", "gpt-realtime-2025-08-28", ServiceTier.Standard, PriceSuspicion.CachedWithoutDiscount)]
    [InlineData("azure", "gpt-4o-mini", ServiceTier.Standard, PriceSuspicion.UnevenUplift)]
    [InlineData("openai", "gpt-5-nano", ServiceTier.Priority, PriceSuspicion.TierOutOfProportion)]
    [InlineData("google", "gemini-2.5-pro", ServiceTier.Priority, PriceSuspicion.TierWithoutDifference)]
    [InlineData("openai", "whisper-1", ServiceTier.Standard, PriceSuspicion.ChargedTwice)]
    public void A_known_mistake_of_the_2026_map_is_found(string provider, string model, ServiceTier tier, PriceSuspicion suspicion)
    {
        var price = Review2026().Single(price => Is(price, provider, model, tier));

        Assert.Contains(suspicion, price.Findings.Select(finding => finding.Suspicion));
        Assert.NotEqual(PriceVerdict.Accepted, price.Verdict);
    }

    [SkippableTheory]
    [InlineData("cohere", "command-r7b-12-2024", PriceSuspicion.OutputBelowInput)]
    [InlineData("aws-bedrock", "amazon.titan-embed-text-v2:0", PriceSuspicion.LargeChange)]
    [InlineData("ibm", "granite-3-8b-instruct", PriceSuspicion.LargeChange)]
    [InlineData("openai", "gpt-4o-audio-preview", PriceSuspicion.LargeChange)]
    [InlineData("openai", "gpt-4o-transcribe", PriceSuspicion.LargeChange)]
    [InlineData("google", "gemini-2.5-pro", PriceSuspicion.LargeChange)]
    public void A_known_mistake_of_the_2025_map_is_found_and_contradicted(string provider, string model, PriceSuspicion suspicion)
    {
        var price = PriceReview.Review(Map("litellm-2025-09-01.json"), PriceBook.Default, [Map("litellm-2026-08-01.json")], August2026)
            .Single(price => Is(price, provider, model, ServiceTier.Standard));

        Assert.Equal(PriceVerdict.Flagged, price.Verdict);
        Assert.Contains(suspicion, price.Findings.Select(finding => finding.Suspicion));
        Assert.Contains(PriceSuspicion.Disagreement, price.Findings.Select(finding => finding.Suspicion));
    }

    [SkippableFact]
    public void Sources_disagree_on_exactly_the_figures_that_are_known_to_be_disputed()
    {
        var rows = File.ReadLines(SharedData.Path("prices/price_crosscheck.csv")).Select(line => line.Split(',')).ToArray();
        var sources = Enumerable.Range(2, 5).Select(column => new PriceStatements(
            rows[0][column], IsPartial: true,
            [.. rows.Skip(1).GroupBy(row => row[0]).Select(model => Entry(model.Key, model.Aggregate(new UnitPrices(), (prices, row) =>
                row[column].Length == 0 ? prices : prices.With(KindOf(row[1]), decimal.Parse(row[column], CultureInfo.InvariantCulture)))))],
            [], [])).ToArray();

        var disputes = PriceQuorum.Disputes(sources, August2026).Select(dispute => (dispute.Model, dispute.Kind)).ToHashSet();

        var disputed = rows.Skip(1).Where(row => row[7] == "DISAGREE").Select(row => (row[0], KindOf(row[1]))).ToHashSet();
        Assert.Equal(15, disputed.Count);
        Assert.Equal(disputed.Order(), disputes.Order());
    }

    [SkippableFact]
    public void What_the_book_was_made_from_changes_nothing_in_it()
    {
        var changed = Review2026().Where(price => price.Verdict is not PriceVerdict.Unchanged
            && PriceBook.Default.Find(price.Entry.Provider, price.Entry.Model, August2026, price.Entry.Tier) is not null);

        // The one figure that the book takes from elsewhere: an hour's write of a model whose map entry is half an hour's.
        Assert.All(changed, price => Assert.NotEqual(PriceVerdict.Accepted, price.Verdict));
        Assert.Equal(PriceVerdict.Unchanged, Review2026().Single(price => Is(price, "cohere", "embed-v4.0", ServiceTier.Standard)).Verdict);
    }

    [SkippableFact]
    public void A_vendors_history_says_what_the_book_says_with_its_dates()
    {
        var history = PriceReview.Review(Read("llm-prices/anthropic.json"), PriceBook.Default, [], August2026);
        var openAi = PriceReview.Review(Read("llm-prices/openai.json"), PriceBook.Default, [], August2026);

        var sonnet = history.Where(price => price.Entry.Model == "claude-sonnet-5").ToArray();
        Assert.Equal([(10m, 2m), (15m, 3m)], sonnet.Select(price => (price.Entry.Prices.Output!.Value, price.Entry.Prices.Input!.Value)).Order());
        Assert.All(sonnet, price => Assert.Equal(PriceVerdict.Unchanged, price.Verdict));
        Assert.Equal(200_000, history.Single(price => price.Entry.Model == "claude-sonnet-4-5").Entry.LongContext!.AboveInputTokens);
        // It never learned of the cut of 2025-06-10.
        var o3 = openAi.Single(price => price.Entry is { Model: "o3" });
        Assert.Equal(PriceVerdict.Flagged, o3.Verdict);
        Assert.Contains(PriceSuspicion.LargeChange, o3.Findings.Select(finding => finding.Suspicion));
    }

    [SkippableTheory]
    [InlineData("gpt-5.5", ServiceTier.Standard, 272_000, 5, 10)]
    [InlineData("gpt-5.5", ServiceTier.Flex, 272_000, 2.5, 2.5)]
    [InlineData("gpt-5.5", ServiceTier.Batch, 272_000, 2.5, 2.5)]
    [InlineData("gpt-5.5", ServiceTier.Priority, 272_000, 10, 10)]
    [InlineData("claude-sonnet-4-5", ServiceTier.Standard, 200_000, 3, 6)]
    [InlineData("gemini-2.5-pro", ServiceTier.Standard, 200_000, 1.25, 2.5)]
    public void The_step_of_an_imported_price_is_between_its_length_and_one_more(
        string model, ServiceTier tier, long length, decimal below, decimal above)
    {
        var entry = Map("litellm-2026-08-01.json").Entries.Single(
            entry => entry.Model == model && entry.Tier == tier && entry.Provider is "openai" or "anthropic" or "google");

        foreach (var (tokens, price) in new[] { (length - 1, below), (length, below), (length + 1, above) })
            Assert.Equal(tokens * price / 1_000_000, Cost.Of(new TokenUsage { Input = tokens }, entry).Amount);
    }

    [Fact]
    public void A_change_on_one_public_sources_word_waits_and_on_two_is_taken()
    {
        PriceStatements Says(string source, decimal input) => new(source, IsPartial: true,
            [Entry("gpt-4.1", new UnitPrices { Input = input, Output = 8m })], [], []);

        var alone = Assert.Single(PriceReview.Review(Says("litellm", 1.9m), PriceBook.Default, [], August2026));
        var confirmed = Assert.Single(PriceReview.Review(Says("litellm", 1.9m), PriceBook.Default, [Says("llm-prices", 1.9m)], August2026));
        var disputed = Assert.Single(PriceReview.Review(Says("litellm", 1.9m), PriceBook.Default, [Says("llm-prices", 2m)], August2026));

        Assert.Equal([PriceSuspicion.Unconfirmed], alone.Findings.Select(finding => finding.Suspicion));
        Assert.Equal((PriceVerdict.Accepted, August2026, 0.5m), (confirmed.Verdict, confirmed.Entry.EffectiveFrom, confirmed.Entry.Prices.CachedInput));
        Assert.Contains(PriceSuspicion.Disagreement, disputed.Findings.Select(finding => finding.Suspicion));
    }

    [Fact]
    public void Nonsense_is_refused_and_says_why()
    {
        var statements = PriceSources.Read(PriceSources.LiteLlm, """
            { "a": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": -1e-6, "output_cost_per_token": 2e-6 },
              "b": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": "free" },
              "c": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 3, "output_cost_per_token": 4 } }
            """, "x");

        var reviewed = PriceReview.Review(statements, PriceBook.Default, [], August2026);

        Assert.Equal(["$.b.input_cost_per_token"], statements.Errors.Select(error => error.Path));
        Assert.Equal([PriceBookErrorCode.NegativePrice, PriceBookErrorCode.PriceOutOfRange], reviewed.Select(price => price.Errors[0].Code));
        Assert.All(reviewed, price => Assert.Equal(PriceVerdict.Refused, price.Verdict));
    }

    [Theory]
    [InlineData("litellm", "[]")]
    [InlineData("litellm", "{")]
    [InlineData("llm-prices", "{}")]
    [InlineData("tollgate", "{}")]
    public void What_is_no_document_of_its_kind_is_an_error(string source, string json) =>
        Assert.NotEmpty(PriceSources.Read(source, json, "x").Errors);

    private static IReadOnlyList<ReviewedPrice> Review2026() =>
        PriceReview.Review(Map("litellm-2026-08-01.json"), PriceBook.Default, [], August2026);

    private static bool Is(ReviewedPrice price, string provider, string model, ServiceTier tier) =>
        price.Entry.Provider == provider && price.Entry.Model == model && price.Entry.Tier == tier;

    private static PriceStatements Map(string file) =>
        PriceSources.Read(PriceSources.LiteLlm, File.ReadAllText(SharedData.Path($"prices/{file}")), file);

    private static PriceStatements Read(string file) =>
        PriceSources.Read(PriceSources.LlmPrices, File.ReadAllText(SharedData.Path($"prices/{file}")), file);

    private static PriceEntry Entry(string model, UnitPrices prices) => new() { Provider = "openai", Model = model, Prices = prices, Version = $"x/{model}" };

    private static TokenKind KindOf(string dimension) => dimension switch
    {
        "input" => TokenKind.Input,
        "cached_input" => TokenKind.CachedInput,
        "output" => TokenKind.Output,
        "audio_in" => TokenKind.AudioInput,
        "audio_in_cached" => TokenKind.CachedAudioInput,
        "audio_out" => TokenKind.AudioOutput,
        _ => throw new InvalidDataException(dimension),
    };
}
