namespace Tollgate.Tokens.Tests.Text;

public sealed class ModelTokenizerTests
{
    [Theory]
    [InlineData("gpt-4o", ModelFamily.Gpt4o, TokenEncoding.O200kBase, false)]
    [InlineData("azure/eu/gpt-4o-2024-11-20", ModelFamily.Gpt4o, TokenEncoding.O200kBase, false)]
    [InlineData("gpt-4.1-mini", ModelFamily.Gpt41, TokenEncoding.O200kBase, false)]
    [InlineData("gpt-4-0613", ModelFamily.Gpt4, TokenEncoding.Cl100kBase, false)]
    [InlineData("gpt-3.5-turbo", ModelFamily.Gpt4, TokenEncoding.Cl100kBase, false)]
    [InlineData("gpt-5-nano", ModelFamily.Gpt5, TokenEncoding.O200kBase, false)]
    [InlineData("o4-mini", ModelFamily.OpenAiReasoning, TokenEncoding.O200kBase, false)]
    [InlineData("text-embedding-3-small", ModelFamily.OpenAiEmbedding, TokenEncoding.Cl100kBase, false)]
    [InlineData("claude-haiku-4-5", ModelFamily.Claude, TokenEncoding.O200kBase, true)]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", ModelFamily.Claude, TokenEncoding.O200kBase, true)]
    [InlineData("gemini/gemini-2.5-pro", ModelFamily.Gemini, TokenEncoding.O200kBase, true)]
    [InlineData("command-a-03-2025", ModelFamily.Command, TokenEncoding.O200kBase, true)]
    [InlineData("watsonx/ibm/granite-3-8b-instruct", ModelFamily.Granite, TokenEncoding.O200kBase, true)]
    [InlineData("finance-llama-8b", ModelFamily.Llama, TokenEncoding.O200kBase, true)]
    [InlineData("something-new", ModelFamily.Unknown, TokenEncoding.O200kBase, true)]
    public void A_model_is_counted_by_its_family(string model, ModelFamily family, TokenEncoding encoding, bool isEstimate)
    {
        var tokenizer = TextTokens.TokenizerFor(model);
        var count = TextTokens.Count(model, "The quick brown fox jumps over the lazy dog.");

        Assert.Equal((family, encoding, isEstimate), (tokenizer.Family, tokenizer.Encoding, tokenizer.IsEstimate));
        Assert.Equal(10, count.Likely);
        Assert.Equal(!isEstimate, count.IsExact);
        Assert.Equal((10 * tokenizer.SafetyPercent + 99) / 100, count.WorstCase);
    }

    [Fact]
    public void A_truncated_text_stays_within_the_limit_in_the_worst_case()
    {
        var text = SyntheticText.Exactly(500, 1);
        foreach (var model in (string[])["gpt-4.1", "claude-opus-5", "gemini-2.5-pro", "granite-4-h-small"])
            Assert.InRange(TextTokens.Count(model, TextTokens.TokenizerFor(model).Truncate(text, 100)).WorstCase, 98, 100);
    }

    [Fact]
    public void A_name_that_only_contains_a_family_is_unknown() =>
        Assert.Equal(ModelFamily.Unknown, ModelFamilies.Of("not-gpt-4o"));
}
