using System.Globalization;
using System.Text.Json;
using Tollgate.Testing;

namespace Tollgate.Tokens.Tests.Pricing;

/// <summary>The counting and pricing tests of another library, where its rule is a published one.</summary>
[Trait("Data", "shared")]
public sealed class TokencostVectorTests
{
    [SkippableFact]
    public void Its_counts_and_costs_are_ours()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("billing/tokencost_cost_vectors.json")));
        var checkedRows = 0;
        foreach (var row in file.RootElement.EnumerateArray())
        {
            var model = row.GetProperty("model").GetString()!;

            var expected = decimal.Parse(row.GetProperty("expected_output").GetString()!, CultureInfo.InvariantCulture);
            checkedRows++;
            // Its Claude counts come from that vendor's counting service, and no formula for them is published.
            if (model.StartsWith("claude", StringComparison.Ordinal))
                AssertClaude(row, model, expected);
            else
                Assert.Equal((model, expected), (model, Actual(row, model)));
        }

        Assert.Equal(88, checkedRows);
    }

    // We side with the vendor's count: ours must reserve no less, and the price of the vendor's count must be the one that is expected.
    private static void AssertClaude(JsonElement row, string model, decimal expected)
    {
        const long Counted = 11;
        if (row.GetProperty("test").GetString() == "test_calculate_prompt_cost")
        {
            var entry = new PriceEntry { Provider = "p", Model = model, Version = "v", Prices = new UnitPrices { Input = PerMillion(row, "input_cost_per_token") } };
            Assert.Equal(expected, Cost.Of(new TokenUsage { Input = Counted }, entry).Amount);
            return;
        }

        Assert.Equal(Counted, expected);
        Assert.True(PromptCounter.Count(model, [.. row.GetProperty("prompt").EnumerateArray().Select(Message)]).WorstCase >= Counted);
    }

    private static decimal Actual(JsonElement row, string model)
    {
        var tokens = Tokens(model, row.GetProperty("prompt"));
        var entry = new PriceEntry
        {
            Provider = "p", Model = model, Version = "v",
            Prices = new UnitPrices
            {
                Input = PerMillion(row, "input_cost_per_token"),
                Output = PerMillion(row, "output_cost_per_token"),

                // The rows leave the cached price out; only gpt-4o's is asked for.
                CachedInput = model == "gpt-4o" ? 1.25m : null,
            },
        };
        return row.GetProperty("test").GetString() switch
        {
            "test_calculate_prompt_cost" => Cost.Of(new TokenUsage { Input = tokens }, entry).Amount,
            "test_calculate_completion_cost" => Cost.Of(new TokenUsage { Output = tokens }, entry).Amount,

            "test_calculate_cost_by_tokens" => Cost.Of(Given(row), entry).Amount,
            _ => tokens,
        };
    }

    private static TokenUsage Given(JsonElement row)
    {
        var kind = row.GetProperty("token_type").GetString() switch
        {
            "input" => TokenKind.Input,
            "output" => TokenKind.Output,
            "cached" => TokenKind.CachedInput,
            var other => throw new InvalidDataException(other),
        };
        return TokenUsage.Zero.With(kind, row.GetProperty("num_tokens").GetInt64());
    }

    private static long Tokens(string model, JsonElement prompt) => prompt.ValueKind is JsonValueKind.String
        ? TextTokens.TokenizerFor(model).Tokenizer.Count(prompt.GetString())
        : PromptCounter.Count(model, [.. prompt.EnumerateArray().Select(Message)]).Total;

    private static PromptMessage Message(JsonElement message) => PromptMessage.Text(
        message.GetProperty("role").GetString()!, TokenOrigin.User, message.GetProperty("content").GetString()!,
        message.TryGetProperty("name", out var name) ? name.GetString() : null);

    private static decimal PerMillion(JsonElement row, string field) =>
        decimal.Parse(row.GetProperty(field).GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture) * 1_000_000m;
}
