using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Tests;

/// <summary>Builders. Each test makes its own tenant, so order and parallelism do not matter.</summary>
internal static class Given
{
    private static int tenants;

    public static string Tenant() => $"t{Interlocked.Increment(ref tenants)}-{Guid.NewGuid():N}"[..20];

    public static Budget Budget(string tenant, long limitNanos, bool hard = true, string id = "month", params (int, BudgetAction)[] thresholds)
    {
        var budget = new Budget
        {
            BudgetId = id,
            TenantId = tenant,
            Scope = BudgetScope.Tenant,
            Period = BudgetPeriod.Month,
            CostLimit = new Money { Currency = "USD", Nanos = limitNanos },
            Hard = hard,
        };
        budget.Thresholds.AddRange(thresholds.Select(t => new BudgetThreshold { Percent = t.Item1, Action = t.Item2 }));
        return budget;
    }

    public static PlaceHold Place(string tenant, long costNanos, long tokens = 1000, Guid? attempt = null, string user = "", string provider = "sim") => new(
        attempt ?? Guid.CreateVersion7(), Guid.CreateVersion7(), new Spender(tenant, "helper", user, "key1", provider), "small", new Spend(costNanos, tokens),
        DateTimeOffset.UtcNow.AddMinutes(1));

    public static TokensMetered Usage(string tenant, long costNanos, Guid? attempt = null, UsageRank rank = UsageRank.Provider, string user = "")
    {
        var id = attempt ?? Guid.CreateVersion7();
        var start = DateTimeOffset.UtcNow.AddSeconds(-2);
        return new TokensMetered
        {
            EventId = EventIds.From(id, rank.ToString()),
            AttemptId = id,
            OperationId = Guid.CreateVersion7(),
            TenantId = tenant,
            AssistantId = "helper",
            UserId = user,
            ApiKeyId = "key1",
            Environment = "test",
            Provider = "sim",
            Model = "small",
            Operation = "chat",
            Outcome = AttemptOutcome.Succeeded,
            Rank = rank,
            Payer = Payer.Customer,
            Usage = new TokenCounts { Input = 70, CachedInput = 20, Output = 9, Reasoning = 1, Tool = 3 },
            Origins = new OriginCounts { System = 50, User = 40 },
            CostNanos = costNanos,
            Currency = "USD",
            PriceVersion = "p1",
            HeldNanos = costNanos * 2,
            StartTime = start,
            EndTime = start.AddSeconds(1),
        };
    }

    public static RequestCompleted Request(string tenant, string outcome = "answered") => new()
    {
        EventId = Guid.NewGuid(),
        OperationId = Guid.CreateVersion7(),
        TenantId = tenant,
        Outcome = outcome,
        Model = outcome == "answered" ? "small" : "",
        Attempts = outcome == "answered" ? 2 : 0,
        Escalated = outcome == "answered",
        CostNanos = outcome == "answered" ? 100 : 0,
        BaselineCostNanos = 500,
        AcceptTime = DateTimeOffset.UtcNow.AddSeconds(-1),
        EndTime = DateTimeOffset.UtcNow,
    };
}
