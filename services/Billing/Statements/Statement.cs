using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Statements;

/// <summary>Where a charge stands in a period.</summary>
internal readonly record struct ChargeTotal(long Quantity, decimal Amount);

/// <summary>A line of a statement; its amount is rounded, once.</summary>
internal sealed record StatementLine(string ChargeId, string Description, long Quantity, long Included, decimal Amount);

/// <summary>What a tenant owes for a period, exclusive of tax.</summary>
internal sealed record Statement
{
    public required Subscription Subscription { get; init; }
    public required BillingPeriod Period { get; init; }
    public required string Currency { get; init; }
    public required IReadOnlyList<StatementLine> Lines { get; init; }
    public required long UsageRecords { get; init; }

    /// <summary>What the providers charge, in nanos of US dollars.</summary>
    public required decimal ProviderCostNanos { get; init; }

    /// <summary>Sum of the rounded lines: what a customer adds up is what is asked for.</summary>
    public decimal Total => Lines.Sum(line => line.Amount);

    public static Statement Of(
        Subscription subscription, Plan plan, BillingPeriod period, IReadOnlyDictionary<string, ChargeTotal> charges, long usageRecords,
        decimal providerCostNanos) => new()
        {
            Subscription = subscription,
            Period = period,
            Currency = plan.Currency,
            Lines = [.. Fees(subscription, plan), .. Usage(plan, charges)],
            UsageRecords = usageRecords,
            ProviderCostNanos = providerCostNanos,
        };

    private static IEnumerable<StatementLine> Fees(Subscription subscription, Plan plan)
    {
        yield return new("recurring", $"{plan.DisplayName} plan", 1, 0, BilledMoney.Round(plan.RecurringFee));
        if (plan.SeatFee > 0)
            yield return new("seats", "Seats", subscription.Seats, 0, BilledMoney.Round(plan.SeatFee * subscription.Seats));
    }

    // In the order of the plan, and only what was used.
    private static IEnumerable<StatementLine> Usage(Plan plan, IReadOnlyDictionary<string, ChargeTotal> charges)
    {
        foreach (var charge in plan.Charges)
        {
            if (charges.TryGetValue(charge.ChargeId, out var total) && (total.Quantity != 0 || total.Amount != 0))
            {
                var included = Math.Clamp(total.Quantity, 0, charge.Price.Included);
                yield return new(charge.ChargeId, charge.DisplayName, total.Quantity, included, BilledMoney.Round(total.Amount));
            }
        }
    }
}
