using System.Text.Json;
using Tollgate.Routing.Catalogue;

namespace Tollgate.Routing.Policies;

/// <summary>Reads a policy file, strictly.</summary>
internal static class PolicyReader
{
    private const string What = "The routing policy file";

    public static PolicySet Read(Stream file, ModelCatalogue catalogue)
    {
        var document = Parse(file);
        var errors = PolicyValidator.Validate(document, catalogue);
        if (errors.Count > 0)
            throw new InvalidCatalogueException(What, errors);

        return new PolicySet(document.Version!, catalogue.Find(document.BaselineModel!)!, [.. document.Policies!.Select(policy => ToPolicy(policy!))]);
    }

    public static FirstChoiceRule ToRule(RuleDocument rule) => new(
        rule.Models ?? [], rule.When?.Vision, rule.When?.JsonSchema, rule.When?.Grounded, rule.When?.MinInputTokens ?? 0);

    private static RoutingPolicy ToPolicy(PolicyDocument policy) => new()
    {
        Id = policy.Id!,
        First = [.. policy.First!.Select(rule => ToRule(rule!))],
        EscalateTo = policy.EscalateTo!,
        DowngradeTo = policy.DowngradeTo!,
        FailoverTo = policy.FailoverTo!,
        ConfidenceThreshold = policy.ConfidenceThreshold!.Value,
    };

    private static PolicyFileDocument Parse(Stream file)
    {
        try
        {
            return JsonSerializer.Deserialize(file, PolicyJson.Default.PolicyFileDocument) ?? throw new InvalidCatalogueException(What, ["is empty"]);
        }
        catch (JsonException ex)
        {
            throw new InvalidCatalogueException(What, [ex.Message]);
        }
    }
}
