namespace Tollgate.Intake.Entitlements;

/// <summary>Features of plans that Intake knows of.</summary>
internal static class PlanFeatures
{
    /// <summary>Answers from the tenant's own documents.</summary>
    public const string Knowledge = "knowledge";

    /// <summary>More passages than usual.</summary>
    public const string ExtendedRetrieval = "extended_retrieval";
}
