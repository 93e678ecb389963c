using Tollgate.Billing.Plans.ChargeModels;

namespace Tollgate.Billing.Plans;

/// <summary>Finds what is wrong with what a plan puts around its charges: discounts, packs, limits, promises; and a plan without any price.</summary>
internal static class PlanExtrasValidator
{
    private const int MaxLatencyMs = 600_000;
    private const long MaxMinimumRequests = 1_000_000_000;
    private const string IdRule = "must be lower-case letters, digits and dashes, 1 to 63, each once";

    public static void Validate(PlanDocument plan, List<string> errors)
    {
        string[] charges = [.. (plan.Charges ?? []).Select(charge => charge?.ChargeId ?? "")];
        Each(plan.Discounts, "discounts", errors, discount => discount.DiscountId, discount => Discount(discount, charges));
        Each(plan.BurstPacks, "burst_packs", errors, pack => pack.PackId, pack => Pack(pack, plan.Charges ?? []));
        if (plan.UserLimits is { } limits && (limits.TokensPerDay < 0 || limits.RequestsPerMinute < 0))
            errors.Add("user_limits: must not be negative; 0 is no limit");
        if (plan.ServiceLevel is { } level)
            ServiceLevel(level, errors);
        if (errors.Count == 0 && IsFree(plan))
            errors.Add("charges: the plan has no price anywhere");
    }

    private static IEnumerable<string> Discount(DiscountDocument discount, string[] charges)
    {
        if (string.IsNullOrWhiteSpace(discount.DisplayName))
            yield return "display_name: is required";
        if (discount.Percent is null == discount.Amount is null)
            yield return "percent, amount: exactly one is required";
        if (discount.Percent is not null && !PlanAmounts.TryPercent(discount.Percent, 100m, out _))
            yield return "percent: must be a decimal between 0 and 100 with at most four decimals";
        if (discount.Amount is not null && !PlanAmounts.TryFee(discount.Amount, out _))
            yield return "amount: must be a decimal between 0 and 1000000 with at most two decimals";
        foreach (var unknown in (discount.Charges ?? []).Where(id => id is not ("recurring" or "seats" or "minimum-commit") && !charges.Contains(id)))
            yield return $"charges: '{unknown}' is not a charge of this plan";
        var begins = PlanNames.TryInstant(discount.From, out var from);
        var ends = PlanNames.TryInstant(discount.To, out var to);
        if (!begins || !ends || (from is not null && to is not null && from >= to))
            yield return "from, to: must be dates or instants, in order";
    }

    private static IEnumerable<string> Pack(BurstPackDocument pack, IReadOnlyList<ChargeDocument?> charges)
    {
        if (string.IsNullOrWhiteSpace(pack.DisplayName))
            yield return "display_name: is required";
        if (!charges.Any(charge => charge?.ChargeId == pack.ChargeId && charge?.Measure is null or "tokens"))
            yield return $"charge_id: '{pack.ChargeId}' is not a charge of tokens of this plan";
        if (pack.Tokens is < 1 or > PriceRange.MaxQuantity)
            yield return $"tokens: must be between 1 and {PriceRange.MaxQuantity}";
        if (!PlanAmounts.TryFee(pack.Price, out _))
            yield return "price: must be a decimal between 0 and 1000000 with at most two decimals";
    }

    private static void ServiceLevel(ServiceLevelDocument level, List<string> errors)
    {
        if (!PlanAmounts.TryPercent(level.AvailabilityPercent, 100m, out _))
            errors.Add("service_level.availability_percent: must be a decimal between 0 and 100 with at most four decimals");
        if (!PlanAmounts.TryPercent(level.CreditPercent, 100m, out _))
            errors.Add("service_level.credit_percent: must be a decimal between 0 and 100 with at most four decimals");
        if (level.LatencyP95Ms is < 0 or > MaxLatencyMs)
            errors.Add($"service_level.latency_p95_ms: must be between 0 (not promised) and {MaxLatencyMs}");
        if (level.FirstTokenP95Ms is < 0 or > MaxLatencyMs)
            errors.Add($"service_level.first_token_p95_ms: must be between 0 (not promised) and {MaxLatencyMs}");
        if (level.MaxCreditPercent is { } most && (!PlanAmounts.TryPercent(most, 100m, out var cap) || cap < PlanAmounts.Percent(level.CreditPercent)))
            errors.Add("service_level.max_credit_percent: must be a decimal from credit_percent to 100 with at most four decimals");
        if (level.MinimumRequests is < 1 or > MaxMinimumRequests)
            errors.Add($"service_level.minimum_requests: must be between 1 and {MaxMinimumRequests}");
        CreditTiers(level, errors);
    }

    // The less was answered, the more is credited.
    private static void CreditTiers(ServiceLevelDocument level, List<string> errors)
    {
        var (below, credit) = (PlanAmounts.Percent(level.AvailabilityPercent), PlanAmounts.Percent(level.CreditPercent));
        for (var i = 0; i < level.CreditTiers?.Count; i++)
        {
            var tier = level.CreditTiers[i];
            if (!PlanAmounts.TryPercent(tier?.BelowPercent, 100m, out var nextBelow) || nextBelow >= below)
                errors.Add($"service_level.credit_tiers[{i}].below_percent: must be a decimal with at most four decimals, below the one before it");
            if (!PlanAmounts.TryPercent(tier?.CreditPercent, 100m, out var nextCredit) || nextCredit <= credit)
                errors.Add($"service_level.credit_tiers[{i}].credit_percent: must be a decimal up to 100 with at most four decimals, above the one before it");
            (below, credit) = (nextBelow, nextCredit);
        }
    }

    private static void Each<T>(IReadOnlyList<T?>? items, string name, List<string> errors, Func<T, string?> id, Func<T, IEnumerable<string>> check)
        where T : class
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items?.Count; i++)
        {
            if (items[i] is not { } item)
                errors.Add($"{name}[{i}]: is null");
            else if (!PlanNames.IsId(id(item)) || !ids.Add(id(item)!))
                errors.Add($"{name}[{i}]: its id {IdRule}");
            else
                errors.AddRange(check(item).Select(error => $"{name}[{i}].{error}"));
        }
    }

    private static bool IsFree(PlanDocument plan) => PlanAmounts.Fee(plan.RecurringFee) == 0
        && PlanAmounts.Fee(plan.SeatFee) == 0
        && PlanAmounts.Fee(plan.MinimumCommit) == 0
        && (plan.Charges ?? []).Select(charge => ChargeModelReader.Read(charge!)).All(model => model.AmountFor(1) == 0 && model.AmountFor(PriceRange.MaxQuantity) == 0);
}
