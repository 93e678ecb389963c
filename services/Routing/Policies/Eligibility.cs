using Tollgate.Routing.Catalogue;

namespace Tollgate.Routing.Policies;

/// <summary>Decides whether a model can take a request at all, whatever a policy prefers.</summary>
public static class Eligibility
{
    /// <summary>Empty when it can, else the first of <see cref="ExclusionReasons"/> that holds.</summary>
    public static string Exclusion(CatalogueModel model, RouteQuestion question, bool available)
    {
        var prompt = question.Prompt;
        if (!available)
            return ExclusionReasons.NoProvider;
        if (question.Pressure.Closed.Contains(model.Provider))
            return ExclusionReasons.Budget;
        if (model.RetirementDate < DateOnly.FromDateTime(question.At.UtcDateTime))
            return ExclusionReasons.Retired;
        if (question.Region.Length > 0 && !model.Regions.Contains(question.Region))
            return ExclusionReasons.Region;
        if (prompt.Vision && !model.Capabilities.Contains(ModelCapabilities.Vision))
            return ExclusionReasons.Vision;
        // Whoever names a model that cannot be held to a schema gets it told of the schema, and its answer checked.
        if (prompt.JsonSchema && !model.Capabilities.Contains(ModelCapabilities.JsonSchema) && question.Model != model.Model)
            return ExclusionReasons.JsonSchema;
        if (prompt.Tools && !model.Capabilities.Contains(ModelCapabilities.Tools))
            return ExclusionReasons.Tools;
        return prompt.MaxOutputTokens > model.MaxOutputTokens || prompt.InputTokens > model.ContextTokens - prompt.MaxOutputTokens
            ? ExclusionReasons.ContextLength
            : ExclusionReasons.Eligible;
    }
}
