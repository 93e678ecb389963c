using System.Globalization;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Plans.ChargeModels;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Common.V1;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Statements;

/// <summary>Domain to proto, nowhere else.</summary>
internal static class StatementMapping
{
    // Rating takes no record whose cost is in another currency.
    private const string CostCurrency = "USD";

    public static Proto.Statement ToProto(Statement statement) => new()
    {
        TenantId = statement.Subscription.TenantId,
        PlanId = statement.PlanId,
        PlanVersion = statement.PlanVersion,
        PeriodStart = SubscriptionMapping.ToTimestamp(statement.Period.Start),
        PeriodEnd = SubscriptionMapping.ToTimestamp(statement.Period.End),
        Lines = { statement.Lines.Select(line => ToProto(line, statement.Currency)) },
        Total = BilledMoney.Of(statement.Total, statement.Currency),
        UsageRecords = statement.UsageRecords,
        PriceExperiment = statement.PriceExperiment ?? "",
        ProviderCost = new Money { Currency = CostCurrency, Nanos = decimal.ToInt64(statement.ProviderCostNanos) },
    };

    public static Proto.StatementLine ToProto(StatementLine line, string currency) => new()
    {
        ChargeId = line.ChargeId,
        Description = line.Description,
        Quantity = line.Quantity,
        Included = line.Included,
        Amount = BilledMoney.Of(line.Amount, currency),
        LineId = line.LineId,
        Kind = ToProto(line.Kind),
        DueInAdvance = line.Term == PaymentTerm.InAdvance,
        StartTime = SubscriptionMapping.ToTimestamp(line.Start),
        EndTime = SubscriptionMapping.ToTimestamp(line.End),
        Parts = { line.Parts.Where(part => part.Quantity != 0).Select(ToProto) },
        AdjustmentQuantity = line.AdjustmentQuantity,
    };

    private static Proto.StatementLineKind ToProto(StatementLineKind kind) => kind switch
    {
        StatementLineKind.Usage => Proto.StatementLineKind.Usage,
        StatementLineKind.RecurringFee => Proto.StatementLineKind.RecurringFee,
        StatementLineKind.SeatFee => Proto.StatementLineKind.SeatFee,
        StatementLineKind.BurstPack => Proto.StatementLineKind.BurstPack,
        StatementLineKind.Minimum => Proto.StatementLineKind.Minimum,
        StatementLineKind.Maximum => Proto.StatementLineKind.Maximum,
        StatementLineKind.Discount => Proto.StatementLineKind.Discount,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of line."),
    };

    private static Proto.StatementLinePart ToProto(ChargePart part) => new()
    {
        Tier = part.Tier,
        Quantity = Plain(part.Quantity),
        UnitPrice = Plain(part.UnitPrice),
        Amount = Plain(part.Amount),
    };

    private static string Plain(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
}
