using System.Text;
using Tollgate.Routing.Catalogue;

namespace Tollgate.Routing.Tests.Catalogue;

public class CatalogueReaderTests
{
    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("gpt-4o-mini")]
    [InlineData("gpt-4.1")]
    [InlineData("gpt-4.1-mini")]
    [InlineData("gpt-4.1-nano")]
    [InlineData("o4-mini")]
    [InlineData("claude-haiku-4-5")]
    [InlineData("claude-sonnet-4-5")]
    [InlineData("command-a-03-2025")]
    [InlineData("command-r7b-12-2024")]
    [InlineData("gemini-2.5-pro")]
    [InlineData("gemini-2.5-flash")]
    [InlineData("granite-4-h-small")]
    [InlineData("finance-llama-8b")]
    [InlineData("text-embedding-3-small")]
    public void Shipped_catalogue_has_the_model_with_a_price(string model)
    {
        var found = Shipped.Catalogue().Find(model);

        Assert.NotNull(found);
        Assert.True(Shipped.Prices.Knows(found.Provider, found.Model, Shipped.Now));
    }

    [Fact]
    public void Only_configured_providers_are_available()
    {
        var catalogue = Shipped.Catalogue("openai");

        Assert.True(catalogue.IsAvailable(catalogue.Find("gpt-4.1")!));
        Assert.False(catalogue.IsAvailable(catalogue.Find("gemini-2.5-pro")!));
    }

    [Fact]
    public void Every_mistake_in_a_catalogue_is_named_at_once()
    {
        var errors = Errors("""
            {
              "models": [
                { "model": "auto", "provider": "openai", "class": "tiny", "capabilities": ["chat", "flight"], "regions": [],
                  "context_tokens": 10, "max_output_tokens": 20, "core_strength": "x", "latency_profile": "warp", "cost_class": "free", "ideal_use": "" },
                { "model": "auto" }
              ]
            }
            """);

        Assert.Contains(errors, error => error.StartsWith("version:"));
        Assert.Contains(errors, error => error.StartsWith("models[0].model: 'auto' is a reserved word"));
        Assert.Contains(errors, error => error.StartsWith("models[0].class:"));
        Assert.Contains(errors, error => error.StartsWith("models[0].capabilities: 'flight'"));
        Assert.Contains(errors, error => error.StartsWith("models[0].regions:"));
        Assert.Contains(errors, error => error.StartsWith("models[0].max_output_tokens:"));
        Assert.Contains(errors, error => error.StartsWith("models[0].latency_profile:"));
        Assert.Contains(errors, error => error.StartsWith("models[0].cost_class:"));
        Assert.Contains(errors, error => error.StartsWith("models[0].ideal_use:"));
        Assert.Contains(errors, error => error.Contains("no price for openai/auto"));
        Assert.Contains(errors, error => error.StartsWith("models[1].provider:"));
        Assert.Contains(errors, error => error == "models[1].model: 'auto' is listed twice");
    }

    [Theory]
    [InlineData("{ \"version\": \"1\", \"models\": [], \"surprise\": 1 }")]
    [InlineData("{ \"version\": \"1\", \"models\": [ null ] }")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    public void Anything_unexpected_in_a_catalogue_is_refused(string json) => Assert.NotEmpty(Errors(json));

    private static IReadOnlyList<string> Errors(string json) => Assert.Throws<InvalidCatalogueException>(() =>
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(json));
        CatalogueReader.Read(file, (provider, model) => Shipped.Prices.Knows(provider, model, Shipped.Now), null);
    }).Errors;
}
