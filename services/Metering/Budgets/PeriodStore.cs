using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Budgets;

/// <summary>Writes the counters that a batch changed, and the notices of thresholds it crossed, in the batch's transaction.</summary>
internal sealed class PeriodStore(Outbox outbox)
{
    /// <summary>Makes the rows of periods that were not known yet, so that holds can name them.</summary>
    public static async Task InsertNewAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<PeriodState> periods, CancellationToken cancellationToken)
    {
        var fresh = periods.Where(period => period.Key == 0).ToArray();
        if (fresh.Length == 0)
            return;

        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO budget_periods (budget_key, period_start, period_end, settled, held, limit_amount)
            SELECT budget_key, period_start, period_end, 0, 0, limit_amount
            FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::bigint[]) AS n (budget_key, period_start, period_end, limit_amount)
            RETURNING budget_key, key
            """,
            transaction.Connection,
            transaction);
        insert.Parameters.AddColumn(fresh, period => period.Budget.Key);
        insert.Parameters.AddTimes(fresh, period => period.Window.Start);
        insert.Parameters.AddTimes(fresh, period => period.Window.End);
        insert.Parameters.AddColumn(fresh, period => period.Before.Limit);
        // A batch lives at one instant, so a budget has at most one new period in it.
        var byBudget = fresh.ToDictionary(period => period.Budget.Key);
        await using var rows = await insert.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            byBudget[rows.GetInt64(0)].Key = rows.GetInt64(1);
    }

    /// <summary>Adds the commands that write the counters, their history and crossings.</summary>
    public static void AddUpdates(NpgsqlBatch batch, IReadOnlyCollection<PeriodState> periods, DateTimeOffset now)
    {
        var changed = periods.Where(period => period.Changes.Count > 0).ToArray();
        if (changed.Length > 0)
        {
            var update = new NpgsqlBatchCommand(
                """
                UPDATE budget_periods p SET settled = n.settled, held = n.held, limit_amount = n.limit_amount, sequence = p.sequence + 1
                FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS n (key, settled, held, limit_amount) WHERE p.key = n.key
                """);
            update.Parameters.AddColumn(changed, period => period.Key);
            update.Parameters.AddColumn(changed, period => period.Settled);
            update.Parameters.AddColumn(changed, period => period.Held);
            update.Parameters.AddColumn(changed, period => period.Counters.Limit);
            batch.BatchCommands.Add(update);
            HoldHistory.AddTo(batch, changed, now);
        }

        var crossings = periods.SelectMany(period => period.NewlyCrossed, (period, threshold) => (period.Key, threshold.Percent)).ToArray();
        if (crossings.Length > 0)
        {
            var insert = new NpgsqlBatchCommand(
                """
                INSERT INTO budget_crossings (period_key, percent, crossed_at)
                SELECT period_key, percent, $3 FROM unnest($1::bigint[], $2::integer[]) AS n (period_key, percent)
                """);
            insert.Parameters.AddColumn(crossings, crossing => crossing.Key);
            insert.Parameters.AddColumn(crossings, crossing => crossing.Percent);
            insert.Parameters.AddTime(now);
            batch.BatchCommands.Add(insert);
        }
    }

    /// <summary>Queues a notice for each threshold crossed. Its row is new in this transaction, so there is no second notice.</summary>
    public async Task AnnounceAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<PeriodState> periods, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var period in periods)
        {
            foreach (var threshold in period.NewlyCrossed)
            {
                var notice = Describe(period, threshold, now);
                await outbox.AddAsync(transaction, notice.EventId, notice, cancellationToken);
            }
        }
    }

    private static BudgetThresholdCrossed Describe(PeriodState period, Threshold threshold, DateTimeOffset now) => new()
    {
        EventId = EventIds.From($"budget-period/{period.Key}", $"threshold/{threshold.Percent}"),
        BudgetId = period.Budget.BudgetId,
        TenantId = period.Budget.TenantId,
        Scope = period.Budget.Scope,
        ScopeId = period.Budget.ScopeId,
        Percent = threshold.Percent,
        Action = threshold.Action,
        PeriodStart = period.Window.IsForever ? null : period.Window.Start,
        PeriodEnd = period.Window.IsForever ? null : period.Window.End,
        CrossTime = now,
    };
}
