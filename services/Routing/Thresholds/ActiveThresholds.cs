using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Routing.Policies;

namespace Tollgate.Routing.Thresholds;

/// <summary>What the thresholds in force ask of a choice of model. Requests that may not be made at all end in Intake.</summary>
internal sealed class ActiveThresholds(ThresholdsInForce thresholds, IOptions<ThresholdsOptions> options)
{
    /// <summary>What the budgets ask of this caller now.</summary>
    public BudgetPressure PressureOn(Caller caller)
    {
        var concerning = thresholds.Concerning(caller);
        if (concerning.Count == 0)
            return BudgetPressure.None;

        var (cheaper, capped, closed) = (new HashSet<string>(), new HashSet<string>(), new HashSet<string>());
        var (cheaperEverywhere, cappedEverywhere) = (false, false);
        foreach (var threshold in concerning)
        {
            var provider = threshold.Scope == BudgetScope.Provider ? threshold.ScopeId : null;
            switch (threshold.Action)
            {
                case BudgetAction.CheaperModel:
                    cheaperEverywhere |= provider is null;
                    Note(cheaper, provider);
                    break;
                case BudgetAction.CapOutput:
                    cappedEverywhere |= provider is null;
                    Note(capped, provider);
                    break;
                case BudgetAction.CacheOnly or BudgetAction.BatchOnly or BudgetAction.Block:
                    Note(closed, provider);
                    break;
            }
        }

        return new BudgetPressure(cheaperEverywhere, cheaper)
        {
            Closed = closed,
            OutputCap = options.Value.CappedOutputTokens,
            CapsEverywhere = cappedEverywhere,
            Capped = capped,
        };
    }

    private static void Note(HashSet<string> providers, string? provider)
    {
        if (provider is not null)
            providers.Add(provider);
    }
}
