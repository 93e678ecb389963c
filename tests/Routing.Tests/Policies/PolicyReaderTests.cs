using System.Text;
using Tollgate.Routing.Catalogue;
using Tollgate.Routing.Policies;

namespace Tollgate.Routing.Tests.Policies;

public class PolicyReaderTests
{
    [Fact]
    public void Shipped_policies_are_valid_and_small_first_is_the_default()
    {
        var policies = Shipped.Policies(Shipped.Catalogue());

        Assert.Same(policies.Find("small-first"), policies.Find(""));
        Assert.NotNull(policies.Find("large-only"));
        Assert.Null(policies.Find("nonsense"));
        Assert.Equal("gpt-4.1", policies.Baseline.Model);
    }

    [Fact]
    public void Every_mistake_in_a_policy_file_is_named_at_once()
    {
        var errors = Errors("""
            {
              "version": " ", "baseline_model": "gpt-9",
              "policies": [
                { "id": "a", "first": [{ "when": { "vision": true, "min_input_tokens": -1 }, "models": ["gpt-4.1"] }], "escalate_to": ["text-embedding-3-small"],
                  "downgrade_to": ["nope"], "confidence_threshold": 1.5 },
                { "id": "a", "first": [{ "models": [] }], "escalate_to": [], "downgrade_to": [], "failover_to": [], "confidence_threshold": 0 },
                null
              ]
            }
            """);

        Assert.Contains("version: is required", errors);
        Assert.Contains("baseline_model: 'gpt-9' is not in the catalogue", errors);
        Assert.Contains("policies[0].confidence_threshold: must be between 0 and 1", errors);
        Assert.Contains("policies[0].escalate_to[0]: 'text-embedding-3-small' does not answer prompts", errors);
        Assert.Contains("policies[0].downgrade_to[0]: 'nope' is not in the catalogue", errors);
        Assert.Contains("policies[0].failover_to: is required", errors);
        Assert.Contains("policies[0].first[0].when.min_input_tokens: must not be negative", errors);
        Assert.Contains(errors, error => error.StartsWith("policies[0].first: the last rule must have no condition"));
        Assert.Contains("policies[1].id: 'a' is listed twice", errors);
        Assert.Contains("policies[1].first[0].models: at least one is required", errors);
        Assert.Contains("policies[2]: is null", errors);
        Assert.Contains("policies: the default policy 'small-first' is missing", errors);
    }

    [Theory]
    [InlineData("{ \"version\": \"1\", \"typo\": 1 }")]
    [InlineData("{")]
    public void Anything_unexpected_in_a_policy_file_is_refused(string json) => Assert.NotEmpty(Errors(json));

    private static IReadOnlyList<string> Errors(string json) => Assert.Throws<InvalidCatalogueException>(() =>
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(json));
        PolicyReader.Read(file, Shipped.Catalogue());
    }).Errors;
}
