namespace Tollgate.Routing.Policies;

/// <summary>Why a model was chosen, as decision records state it.</summary>
public static class RouteReasons
{
    public const string Requested = "REQUESTED";
    public const string SmallFirst = "SMALL_FIRST";
    public const string EscalatedLowConfidence = "ESCALATED_LOW_CONFIDENCE";
    public const string EscalatedInvalidOutput = "ESCALATED_INVALID_OUTPUT";
    public const string RepairInvalidOutput = "REPAIR_INVALID_OUTPUT";
    public const string DowngradedBudgetExceeded = "DOWNGRADED_BUDGET_EXCEEDED";
    public const string DowngradedThreshold = "DOWNGRADED_THRESHOLD";
    public const string Failover = "FAILOVER";
}
