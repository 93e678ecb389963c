using Tollgate.ProviderSim.Faults;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.Calls;

/// <summary>The usage a response states. The books are right even where a fault makes this wrong.</summary>
internal static class StatedUsage
{
    /// <summary>What to state; null to state nothing.</summary>
    public static TokenUsage? Of(CallEnd end, FaultPlan plan) => plan.WrongUsage switch
    {
        { Omit: true } => null,
        { Multiply: { } factor } => end.Usage with { Input = (long)(end.Usage.Input * factor), Output = (long)(end.Usage.Output * factor) },
        _ => end.Usage,
    };
}
