using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;

namespace Tollgate.Billing.Experiments;

/// <summary>Decides which price a tenant gets, within what the experiment may do: never above its contract, never too many tenants.</summary>
internal sealed class AssignPrice(PlanArchive plans)
{
    public const string ByHash = "hash";
    public const string ByOperator = "operator";

    /// <summary>Guardrail: the variant may cost more than the contract.</summary>
    public const string AboveContract = "ABOVE_CONTRACT_PRICE";

    /// <summary>Guardrail: the variant's own dates.</summary>
    public const string NotEffective = "NOT_EFFECTIVE";

    /// <summary>Guardrail: as many tenants as may have other prices have them.</summary>
    public const string ShareExhausted = "SHARE_EXHAUSTED";

    /// <summary>The version that a new subscription begins with, and the experiment it is from. Its tenant's account is locked.</summary>
    public async Task<(Plan Plan, string? PriceExperiment)> ForNewAsync(
        NpgsqlTransaction transaction, Plan offered, string tenantId, Instant now, CancellationToken cancellationToken)
    {
        if (await ExperimentStore.LockRunningAsync(transaction, offered.PlanId, cancellationToken) is not { } experiment || !experiment.AssignsAt(now))
            return (offered, null);

        if (await ExperimentStore.FindAssignmentAsync(transaction, experiment.ExperimentId, tenantId, cancellationToken) is { } known)
        {
            // Who comes back finds the price it had, unless that is above what everybody pays now.
            return experiment.Variants.FirstOrDefault(variant => variant.VariantId == known.VariantId) is { } before
                && await PlanOfAsync(experiment, before, cancellationToken) is var price && PriceGuard.WhyAbove(price, offered).Count == 0
                ? (price, experiment.NameOf(before.VariantId))
                : (offered, null);
        }

        var chosen = VariantHash.Choose(experiment, tenantId);
        var reason = chosen is null ? "" : await WhyNotAsync(transaction, experiment, chosen, offered, tenantId, now, cancellationToken);
        var variant = reason.Length == 0 ? chosen : null;
        await ExperimentStore.AssignAsync(
            transaction, experiment.ExperimentId,
            new(tenantId, variant?.VariantId ?? PriceExperiment.Control, ByHash, reason, offered.Version, now, null), cancellationToken);
        return variant is null
            ? (offered, null)
            : (await PlanOfAsync(experiment, variant, cancellationToken), experiment.NameOf(variant.VariantId));
    }

    /// <summary>The guardrail that a tenant with that contract would break from an instant on; empty: none.</summary>
    public async Task<string> WhyNotAsync(
        NpgsqlTransaction transaction, PriceExperiment experiment, PriceVariant variant, Plan contract, string tenantId, Instant from,
        CancellationToken cancellationToken)
    {
        var plan = await PlanOfAsync(experiment, variant, cancellationToken);
        if (plan.EffectiveFrom > from || plan.EffectiveTo <= from)
            return NotEffective;
        if (PriceGuard.WhyAbove(plan, contract).Count > 0)
            return AboveContract;
        var (treated, tenants) = await ExperimentStore.CountAsync(transaction, experiment, tenantId, from, cancellationToken);
        return experiment.HasRoom(treated, tenants) ? "" : ShareExhausted;
    }

    private ValueTask<Plan> PlanOfAsync(PriceExperiment experiment, PriceVariant variant, CancellationToken cancellationToken) =>
        plans.GetAsync(experiment.PlanId, variant.PlanVersion, cancellationToken);
}
