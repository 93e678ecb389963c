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
        PlanId = statement.Subscription.PlanId,
        PlanVersion = statement.Subscription.PlanVersion,
        PeriodStart = SubscriptionMapping.ToTimestamp(statement.Period.Start),
        PeriodEnd = SubscriptionMapping.ToTimestamp(statement.Period.End),
        Lines = { statement.Lines.Select(line => ToProto(line, statement.Currency)) },
        Total = BilledMoney.Of(statement.Total, statement.Currency),
        UsageRecords = statement.UsageRecords,
        ProviderCost = new Money { Currency = CostCurrency, Nanos = decimal.ToInt64(statement.ProviderCostNanos) },
    };

    private static Proto.StatementLine ToProto(StatementLine line, string currency) => new()
    {
        ChargeId = line.ChargeId,
        Description = line.Description,
        Quantity = line.Quantity,
        Included = line.Included,
        Amount = BilledMoney.Of(line.Amount, currency),
    };
}
