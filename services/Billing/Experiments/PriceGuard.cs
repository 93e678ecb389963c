using Tollgate.Billing.Plans;
using Tollgate.Billing.Plans.ChargeModels;

namespace Tollgate.Billing.Experiments;

/// <summary>
/// Proves that one version of a plan never costs more than another, whatever is used: what cannot be proven is refused. Besides prices, nothing
/// may differ.
/// </summary>
internal static class PriceGuard
{
    /// <summary>Why the variant may cost more, or is another product; empty when it never does.</summary>
    public static IReadOnlyList<string> WhyAbove(Plan variant, Plan contract)
    {
        var why = new List<string>();
        Require(why, variant.PlanId == contract.PlanId, "plan_id: must be the plan's");
        Require(why, variant.Currency == contract.Currency, "currency: must be the plan's");
        Require(why, variant.FeeTerm == contract.FeeTerm && variant.Proration == contract.Proration, "fee_term, proration: must be the plan's");
        Require(why, variant.Features.Order().SequenceEqual(contract.Features.Order()), "features: must be the plan's");
        Require(why, variant.UserLimits == contract.UserLimits, "user_limits: must be the plan's");
        Require(why, SamePromise(variant.ServiceLevel, contract.ServiceLevel), "service_level: must be the plan's");
        Require(why, SameClasses(variant, contract), "model_classes: must be the plan's");
        Require(why, variant.RecurringFee <= contract.RecurringFee, "recurring_fee: is above the plan's");
        Require(why, variant.SeatFee <= contract.SeatFee, "seat_fee: is above the plan's");
        Require(why, variant.MinimumCommit <= contract.MinimumCommit, "minimum_commit: is above the plan's");
        Require(why, contract.Discounts.All(discount => variant.Discounts.Any(other => IsAtLeast(other, discount))), "discounts: one of the plan's is missing or smaller");
        Require(why, contract.BurstPacks.All(pack => variant.BurstPacks.Any(other => IsAtLeast(other, pack))), "burst_packs: one of the plan's is missing, smaller or dearer");
        Require(
            why, variant.Charges.Select(charge => charge.ChargeId).Order().SequenceEqual(contract.Charges.Select(charge => charge.ChargeId).Order()),
            "charges: must be the plan's");
        foreach (var charge in contract.Charges)
        {
            if (variant.Charges.FirstOrDefault(other => other.ChargeId == charge.ChargeId) is { } own)
                why.AddRange(WhyAbove(own, charge).Select(reason => $"charges '{charge.ChargeId}': {reason}"));
        }

        return why;
    }

    private static IEnumerable<string> WhyAbove(PlanCharge variant, PlanCharge contract)
    {
        if (variant.Measure != contract.Measure || !variant.Kinds.Order().SequenceEqual(contract.Kinds.Order())
            || !variant.ModelClasses.Order().SequenceEqual(contract.ModelClasses.Order()) || !variant.Assistants.Order().SequenceEqual(contract.Assistants.Order()))
        {
            yield return "must count what the plan's counts";
        }

        // A volume price falls when a tier is reached: more that is included can then mean a dearer tier.
        if (variant.Model is VolumeModel ? variant.Included != contract.Included : variant.Included < contract.Included)
            yield return "includes less than the plan's, or of a volume price not the same";
        if (variant.Minimum > contract.Minimum)
            yield return "minimum is above the plan's";
        if (contract.Maximum is { } most && (variant.Maximum is null || variant.Maximum > most))
            yield return "maximum is above the plan's";
        if (!IsNeverAbove(variant.Model, contract.Model))
            yield return "costs more than the plan's for some quantity";
    }

    // Between two of the ends of tiers both prices are straight lines: where neither end is above, nothing between is. Packages are stairs, and
    // only compared with packages of their size.
    private static bool IsNeverAbove(ChargeModel variant, ChargeModel contract)
    {
        if (variant is PackageModel || contract is PackageModel)
            return variant is PackageModel own && contract is PackageModel other && own.Size == other.Size && own.Price <= other.Price;
        var ends = Ends(variant).Concat(Ends(contract)).SelectMany(end => (decimal[])[end, end + 1]).Append(1m).Append(PriceRange.MaxQuantity).Append(0m);
        return ends.Where(quantity => quantity <= PriceRange.MaxQuantity).All(quantity => variant.AmountFor(quantity) <= contract.AmountFor(quantity));
    }

    private static IEnumerable<decimal> Ends(ChargeModel model) => model switch
    {
        GraduatedModel graduated => graduated.Tiers.Select(tier => tier.UpTo).OfType<decimal>(),
        VolumeModel volume => volume.Tiers.Select(tier => tier.UpTo).OfType<decimal>(),
        _ => [],
    };

    private static bool IsAtLeast(PlanDiscount variant, PlanDiscount contract) => variant.DiscountId == contract.DiscountId
        && variant.Percent >= contract.Percent && variant.Amount >= contract.Amount && variant.Charges.SequenceEqual(contract.Charges)
        && variant.From == contract.From && variant.To == contract.To;

    private static bool IsAtLeast(BurstPack variant, BurstPack contract) => variant.PackId == contract.PackId && variant.ChargeId == contract.ChargeId
        && variant.Quantity >= contract.Quantity && variant.Price <= contract.Price;

    private static bool SamePromise(ServiceLevel? one, ServiceLevel? other) => one is null || other is null
        ? one is null && other is null
        : (one with { CreditTiers = other.CreditTiers }) == other && one.CreditTiers.SequenceEqual(other.CreditTiers);

    private static bool SameClasses(Plan one, Plan other) => one.ModelClasses.Classes.Count == other.ModelClasses.Classes.Count
        && one.ModelClasses.Classes.Zip(other.ModelClasses.Classes).All(pair => pair.First.Class == pair.Second.Class && pair.First.Patterns.SequenceEqual(pair.Second.Patterns));

    private static void Require(List<string> why, bool holds, string reason)
    {
        if (!holds)
            why.Add(reason);
    }
}
