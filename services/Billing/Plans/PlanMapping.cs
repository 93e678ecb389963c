using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Tollgate.Billing.Plans.ChargeModels;
using Tollgate.Billing.Subscriptions;
using Tollgate.Tokens;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Plans;

/// <summary>Domain to proto, nowhere else.</summary>
internal static class PlanMapping
{
    private const decimal Million = 1_000_000m;

    public static Proto.Plan ToProto(Plan plan) => new()
    {
        PlanId = plan.PlanId,
        Version = plan.Version,
        DisplayName = plan.DisplayName,
        Currency = plan.Currency,
        EffectiveFrom = plan.EffectiveFrom is { } from ? SubscriptionMapping.ToTimestamp(from) : null,
        EffectiveTo = plan.EffectiveTo is { } to ? SubscriptionMapping.ToTimestamp(to) : null,
        Listed = plan.Listed,
        RecurringFee = BilledMoney.Of(plan.RecurringFee, plan.Currency),
        SeatFee = BilledMoney.Of(plan.SeatFee, plan.Currency),
        FeeTerm = PlanNames.Of(PlanNames.FeeTerms, plan.FeeTerm),
        Proration = PlanNames.Of(PlanNames.Prorations, plan.Proration),
        TrialDays = plan.TrialDays,
        MinimumCommit = BilledMoney.Of(plan.MinimumCommit, plan.Currency),
        Charges = { plan.Charges.Select(charge => ToProto(charge, plan.Currency)) },
        Features = { plan.Features },
        UserLimits = plan.UserLimits is { } limits ? ToProto(limits) : null,
        ServiceLevel = plan.ServiceLevel is { } level ? ToProto(level) : null,
        Discounts = { plan.Discounts.Select(discount => ToProto(discount, plan.Currency)) },
        BurstPacks = { plan.BurstPacks.Select(pack => ToProto(pack, plan.Currency)) },
    };

    public static Proto.UserLimits ToProto(UserLimits limits) => new() { TokensPerDay = limits.TokensPerDay, RequestsPerMinute = limits.RequestsPerMinute };

    private static Proto.PlanCharge ToProto(PlanCharge charge, string currency) => new()
    {
        ChargeId = charge.ChargeId,
        DisplayName = charge.DisplayName,
        Measure = PlanNames.Of(PlanNames.Measures, charge.Measure),
        TokenKinds = { charge.Kinds.Select(kind => kind.Name()) },
        ModelClasses = { charge.ModelClasses },
        Assistants = { charge.Assistants },
        IncludedTokens = charge.Included,
        Model = charge.Model.Name,
        Tiers = { Tiers(charge.Model).Select(tier => ToProto(tier, currency)) },
        PackageTokens = charge.Model is PackageModel package ? (long)package.Size : 0,
        Price = Price(charge) is { } price ? price.ToString(CultureInfo.InvariantCulture) : "",
        Minimum = charge.Minimum > 0 ? BilledMoney.Of(charge.Minimum, currency) : null,
        Maximum = charge.Maximum is { } maximum ? BilledMoney.Of(maximum, currency) : null,
    };

    private static IReadOnlyList<ChargeTier> Tiers(ChargeModel model) => model switch
    {
        GraduatedModel graduated => graduated.Tiers,
        VolumeModel volume => volume.Tiers,
        _ => [],
    };

    private static decimal? Price(PlanCharge charge) => charge.Model switch
    {
        PackageModel package => package.Price,
        PerUnitModel unit => charge.Measure == ChargeMeasure.Tokens ? unit.UnitPrice * Million : unit.UnitPrice,
        FlatModel flat => flat.Fee,
        PercentageModel percentage => percentage.RatePercent,
        _ => null,
    };

    private static Proto.PriceTier ToProto(ChargeTier tier, string currency) => new()
    {
        UpToTokens = (long)(tier.UpTo ?? 0),
        PricePerMillion = Plain((tier.UnitPrice ?? 0) * Million),
        Fee = tier.Fee is { } fee ? BilledMoney.Of(fee, currency) : null,
    };

    // At least two decimals and no trailing zeros: "0.60", "0.486".
    private static string Plain(decimal price) => price.ToString("0.00####", CultureInfo.InvariantCulture);

    private static Proto.PlanDiscount ToProto(PlanDiscount discount, string currency) => new()
    {
        DiscountId = discount.DiscountId,
        DisplayName = discount.DisplayName,
        Percent = discount.Percent.ToString(CultureInfo.InvariantCulture),
        Amount = BilledMoney.Of(discount.Amount, currency),
        ChargeIds = { discount.Charges },
        FromTime = discount.From is { } from ? SubscriptionMapping.ToTimestamp(from) : null,
        ToTime = discount.To is { } to ? SubscriptionMapping.ToTimestamp(to) : null,
    };

    private static Proto.BurstPack ToProto(BurstPack pack, string currency) => new()
    {
        PackId = pack.PackId,
        DisplayName = pack.DisplayName,
        ChargeId = pack.ChargeId,
        Tokens = pack.Quantity,
        Price = BilledMoney.Of(pack.Price, currency),
    };

    public static Proto.ServiceLevel ToProto(ServiceLevel level) => new()
    {
        AvailabilityPercent = level.AvailabilityPercent.ToString(CultureInfo.InvariantCulture),
        LatencyP95 = level.LatencyP95 is { } latency ? Duration.FromTimeSpan(latency.ToTimeSpan()) : null,
        CreditPercent = level.CreditPercent.ToString(CultureInfo.InvariantCulture),
        FirstTokenP95 = level.FirstTokenP95 is { } first ? Duration.FromTimeSpan(first.ToTimeSpan()) : null,
        CreditTiers =
        {
            level.CreditTiers.Select(tier => new Proto.ServiceCreditTier
            {
                BelowPercent = tier.BelowPercent.ToString(CultureInfo.InvariantCulture),
                CreditPercent = tier.CreditPercent.ToString(CultureInfo.InvariantCulture),
            }),
        },
        MaxCreditPercent = level.MaxCreditPercent.ToString(CultureInfo.InvariantCulture),
        MinimumRequests = level.MinimumRequests,
    };
}
