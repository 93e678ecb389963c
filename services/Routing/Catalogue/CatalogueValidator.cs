namespace Tollgate.Routing.Catalogue;

/// <summary>Finds everything wrong with a catalogue file, so that its author corrects it in one go.</summary>
internal static class CatalogueValidator
{
    private static readonly HashSet<string> LatencyProfiles = ["fast", "standard", "slow"];
    private static readonly HashSet<string> CostClasses = ["lowest", "low", "medium", "high"];

    public static IReadOnlyList<string> Validate(CatalogueDocument document, Func<string, string, bool> hasPrice)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(document.Version))
            errors.Add("version: is required");
        if (document.Models is not { Count: > 0 } models)
        {
            errors.Add("models: at least one is required");
            return errors;
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < models.Count; i++)
        {
            if (models[i] is { } model)
                Check(model, $"models[{i}]", ids, hasPrice, errors);
            else
                errors.Add($"models[{i}]: is null");
        }

        return errors;
    }

    private static void Check(ModelDocument model, string at, HashSet<string> ids, Func<string, string, bool> hasPrice, List<string> errors)
    {
        void Require(bool condition, string field, string problem)
        {
            if (!condition)
                errors.Add($"{at}.{field}: {problem}");
        }

        Require(!string.IsNullOrWhiteSpace(model.Model), "model", "is required");
        Require(!string.IsNullOrWhiteSpace(model.Provider), "provider", "is required");
        if (!string.IsNullOrWhiteSpace(model.Model))
        {
            Require(ids.Add(model.Model), "model", $"'{model.Model}' is listed twice");
            Require(model.Model != "auto" && !ModelClasses.All.Contains(model.Model), "model", $"'{model.Model}' is a reserved word");
        }

        Require(model.Class is not null && ModelClasses.All.Contains(model.Class), "class", $"'{model.Class}' is not one of {Join(ModelClasses.All)}");
        Require(model.Capabilities is { Count: > 0 }, "capabilities", "at least one is required");
        foreach (var capability in model.Capabilities ?? [])
            Require(capability is not null && ModelCapabilities.All.Contains(capability), "capabilities", $"'{capability}' is not one of {Join(ModelCapabilities.All)}");
        Require(model.Regions is { Count: > 0 } && model.Regions.All(region => !string.IsNullOrWhiteSpace(region)), "regions", "at least one is required");

        var chat = model.Capabilities?.Contains(ModelCapabilities.Chat) == true;
        Require(model.ContextTokens > 0, "context_tokens", "must be positive");
        Require(chat ? model.MaxOutputTokens > 0 : model.MaxOutputTokens >= 0, "max_output_tokens", "must be positive");
        Require(model.MaxOutputTokens <= model.ContextTokens, "max_output_tokens", "is more than context_tokens");

        Require(model.LatencyProfile is not null && LatencyProfiles.Contains(model.LatencyProfile), "latency_profile", $"is not one of {Join(LatencyProfiles)}");
        Require(model.CostClass is not null && CostClasses.Contains(model.CostClass), "cost_class", $"is not one of {Join(CostClasses)}");
        Require(!string.IsNullOrWhiteSpace(model.CoreStrength), "core_strength", "is required");
        Require(!string.IsNullOrWhiteSpace(model.IdealUse), "ideal_use", "is required");

        if (!string.IsNullOrWhiteSpace(model.Model) && !string.IsNullOrWhiteSpace(model.Provider))
            Require(hasPrice(model.Provider, model.Model), "model", $"the price book has no price for {model.Provider}/{model.Model}");
    }

    private static string Join(IEnumerable<string> names) => string.Join(", ", names);
}
