using System.Data;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Rating;
using Tollgate.Billing.Statements;
using Tollgate.Billing.Subscriptions;
using Tollgate.Tokens;

namespace Tollgate.Billing.Calculator;

/// <summary>What a tenant's period would have cost under another plan: its usage rated again, in the order it was rated.</summary>
internal sealed class RatePeriodUnderPlan(NpgsqlDataSource database, GetStatement statements, OfferedPlans plans, FxRates rates)
{
    private static readonly string Usage =
        $"""
        select model, assistant_id, user_id, cost_nanos, currency, reason, {string.Join(", ", TokenKinds.All.Select(kind => kind.Name()))}
        from rated_usage where subscription_id = $1 and period_start >= $2 and period_start < $3 order by sequence
        """;

    public async Task<(Statement Actual, PlanQuote Quote)> ExecuteAsync(string tenantId, Instant? at, string planId, CancellationToken cancellationToken)
    {
        var plan = await plans.FindAsync(planId, cancellationToken) ?? throw SubscriptionErrors.UnknownPlan(planId);
        var actual = await statements.ExecuteAsync(tenantId, at, cancellationToken) ?? throw SubscriptionErrors.NotSubscribed(tenantId);
        var entries = await EntriesAsync(actual, cancellationToken);
        var seats = actual.Subscription.TermsAt(actual.Period.End - Duration.Epsilon).Seats;
        return (actual, new(plan, ImaginedPeriod.Rate(plan, seats, actual.Period.Start, entries, rates)));
    }

    private async Task<IReadOnlyList<UsageEntry>> EntriesAsync(Statement actual, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var query = new NpgsqlCommand(Usage, connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = actual.Subscription.SubscriptionId });
        query.Parameters.Add(SubscriptionStore.Time(actual.Period.Start));
        query.Parameters.Add(SubscriptionStore.Time(actual.Period.End));
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var entries = new List<UsageEntry>();
        while (await reader.ReadAsync(cancellationToken))
            entries.Add(Read(reader, actual.Period.Start));
        return entries;
    }

    private static UsageEntry Read(NpgsqlDataReader reader, Instant at)
    {
        var usage = new TokenUsage();
        foreach (var kind in TokenKinds.All)
            usage = usage.With(kind, reader.GetInt64(6 + (int)kind));
        return new UsageEntry
        {
            AttemptId = Guid.Empty,
            Revision = 1,
            TenantId = "",
            AssistantId = reader.GetString(1),
            UserId = reader.GetString(2),
            Provider = "",
            Model = reader.GetString(0),
            // What was free is free under any plan.
            CustomerPays = reader.GetString(5) == RatingReasons.Rated,
            Usage = usage,
            CostNanos = reader.GetInt64(3),
            Currency = reader.GetString(4),
            AttemptTime = at,
            RecordTime = at,
        };
    }
}
