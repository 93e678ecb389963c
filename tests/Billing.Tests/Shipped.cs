using Tollgate.Billing.Plans;

namespace Tollgate.Billing.Tests;

/// <summary>The plans as they ship.</summary>
internal static class Shipped
{
    private static readonly IReadOnlyList<PlanFile> Files = PlanFile.Load(null);

    public static Plan Plan(string planId) => Files.Single(file => file.Plan.PlanId == planId).Plan;

    public static string Json(string planId) => Files.Single(file => file.Plan.PlanId == planId).Json;
}
