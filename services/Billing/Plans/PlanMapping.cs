using System.Globalization;
using Tollgate.Tokens;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Plans;

/// <summary>Domain to proto, nowhere else.</summary>
internal static class PlanMapping
{
    public static Proto.Plan ToProto(Plan plan) => new()
    {
        PlanId = plan.PlanId,
        Version = plan.Version,
        DisplayName = plan.DisplayName,
        RecurringFee = BilledMoney.Of(plan.RecurringFee, plan.Currency),
        SeatFee = BilledMoney.Of(plan.SeatFee, plan.Currency),
        Charges = { plan.Charges.Select(ToProto) },
        Features = { plan.Features },
    };

    private static Proto.PlanCharge ToProto(PlanCharge charge) => new()
    {
        ChargeId = charge.ChargeId,
        DisplayName = charge.DisplayName,
        TokenKinds = { charge.Kinds.Select(kind => kind.Name()) },
        ModelClasses = { charge.ModelClasses },
        IncludedTokens = charge.Price.Included,
        Tiers =
        {
            charge.Price.Tiers.Select(tier => new Proto.PriceTier
            {
                UpToTokens = tier.UpToTokens ?? 0,
                PricePerMillion = tier.PricePerMillion.ToString(CultureInfo.InvariantCulture),
            }),
        },
    };
}
