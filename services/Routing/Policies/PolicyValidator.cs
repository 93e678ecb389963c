using Tollgate.Routing.Catalogue;

namespace Tollgate.Routing.Policies;

/// <summary>Finds everything wrong with a policy file, so that its author corrects it in one go.</summary>
internal static class PolicyValidator
{
    public static IReadOnlyList<string> Validate(PolicyFileDocument document, ModelCatalogue catalogue)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(document.Version))
            errors.Add("version: is required");
        CheckModel(document.BaselineModel, "baseline_model", catalogue, errors);

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var policies = document.Policies ?? [];
        for (var i = 0; i < policies.Count; i++)
        {
            if (policies[i] is { } policy)
                Check(policy, $"policies[{i}]", ids, catalogue, errors);
            else
                errors.Add($"policies[{i}]: is null");
        }

        if (!ids.Contains(PolicySet.DefaultId))
            errors.Add($"policies: the default policy '{PolicySet.DefaultId}' is missing");
        return errors;
    }

    private static void Check(PolicyDocument policy, string at, HashSet<string> ids, ModelCatalogue catalogue, List<string> errors)
    {
        if (string.IsNullOrWhiteSpace(policy.Id))
            errors.Add($"{at}.id: is required");
        else if (!ids.Add(policy.Id))
            errors.Add($"{at}.id: '{policy.Id}' is listed twice");

        if (policy.ConfidenceThreshold is not (>= 0 and <= 1))
            errors.Add($"{at}.confidence_threshold: must be between 0 and 1");

        CheckModels(policy.EscalateTo, $"{at}.escalate_to", catalogue, errors);
        CheckModels(policy.DowngradeTo, $"{at}.downgrade_to", catalogue, errors);
        CheckModels(policy.FailoverTo, $"{at}.failover_to", catalogue, errors);
        CheckRules(policy.First ?? [], $"{at}.first", catalogue, errors);
    }

    private static void CheckRules(IReadOnlyList<RuleDocument?> rules, string at, ModelCatalogue catalogue, List<string> errors)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i]?.Models is { Count: > 0 } models)
                CheckModels(models, $"{at}[{i}].models", catalogue, errors);
            else
                errors.Add($"{at}[{i}].models: at least one is required");
            if (rules[i]?.When?.MinInputTokens < 0)
                errors.Add($"{at}[{i}].when.min_input_tokens: must not be negative");
        }

        if (rules.LastOrDefault() is not { } last || !PolicyReader.ToRule(last).MatchesAll)
            errors.Add($"{at}: the last rule must have no condition, so that every prompt finds one");
    }

    private static void CheckModels(IReadOnlyList<string>? models, string at, ModelCatalogue catalogue, List<string> errors)
    {
        if (models is null)
            errors.Add($"{at}: is required");
        for (var i = 0; i < models?.Count; i++)
            CheckModel(models[i], $"{at}[{i}]", catalogue, errors);
    }

    private static void CheckModel(string? model, string at, ModelCatalogue catalogue, List<string> errors)
    {
        if (model is null || catalogue.Find(model) is not { } found)
            errors.Add($"{at}: '{model}' is not in the catalogue");
        else if (!found.IsChat)
            errors.Add($"{at}: '{model}' does not answer prompts");
    }
}
