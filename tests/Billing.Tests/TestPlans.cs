using System.Text.Json.Nodes;
using Tollgate.Billing.Plans;

namespace Tollgate.Billing.Tests;

/// <summary>Plans made for a test: a shipped one with some terms changed.</summary>
internal static class TestPlans
{
    /// <summary>The document of a changed plan.</summary>
    public static string Json(string planId, Action<JsonNode> change)
    {
        var plan = JsonNode.Parse(Shipped.Json(planId))!;
        change(plan);
        return plan.ToJsonString();
    }

    /// <summary>A changed plan.</summary>
    public static Plan Plan(string planId, Action<JsonNode> change) => PlanReader.Read("test", Json(planId, change));

    /// <summary>The charge with that id.</summary>
    public static JsonNode Charge(this JsonNode plan, string chargeId) => plan["charges"]!.AsArray().First(charge => (string)charge!["charge_id"]! == chargeId)!;

    /// <summary>Gives a charge another model.</summary>
    public static void Reprice(this JsonNode charge, string model, params (string Name, JsonNode Value)[] prices)
    {
        charge.AsObject().Remove("tiers");
        charge["model"] = model;
        foreach (var (name, value) in prices)
            charge[name] = value;
    }
}
