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
            RETURNING budget_key, period_start, key
            """,
            transaction.Connection,
            transaction);
        insert.Parameters.AddColumn(fresh, period => period.Budget.Key);
        insert.Parameters.AddTimes(fresh, period => period.Window.Start);
        insert.Parameters.AddTimes(fresh, period => period.Window.End);
        insert.Parameters.AddColumn(fresh, period => period.Before.Limit);
        var byStart = fresh.ToDictionary(period => (period.Budget.Key, period.Window.Start));
        await using var rows = await insert.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            byStart[(rows.GetInt64(0), BudgetRows.ReadTime(rows, 1))].Key = rows.GetInt64(2);
    }

    /// <summary>Writes a book that is not a batch's.</summary>
    public async Task WriteAsync(NpgsqlTransaction transaction, BudgetBook book, CancellationToken cancellationToken)
    {
        await InsertNewAsync(transaction, book.Periods, cancellationToken);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        AddUpdates(batch, book.Periods, book.Now);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
        await AnnounceAsync(transaction, book.Periods, book.Now, cancellationToken);
    }

    /// <summary>Gives the current period of a budget, whose definition was just written, its new limit.</summary>
    public async Task<PeriodState> ChangeLimitAsync(NpgsqlTransaction transaction, BudgetDefinition budget, CancellationToken cancellationToken)
    {
        var book = await BudgetStore.ReadAsync(transaction, budget.TenantId, budget.BudgetId, forChange: true, cancellationToken);
        var state = book.Current().Single();
        state.ChangeLimit(budget.Limit);
        state.Reconsider();
        await WriteAsync(transaction, book, cancellationToken);
        return state;
    }

    /// <summary>Adds the commands that write the counters, their history and crossings.</summary>
    public static void AddUpdates(NpgsqlBatch batch, IReadOnlyCollection<PeriodState> periods, DateTimeOffset now)
    {
        var changed = periods.Where(period => period.Changes.Count > 0).ToArray();
        if (changed.Length > 0)
        {
            var update = new NpgsqlBatchCommand(
                """
                UPDATE budget_periods p SET settled = n.settled, held = n.held, limit_amount = n.limit_amount, adjusted = n.adjusted,
                    carried_in = n.carried_in, carried_out = n.carried_out, burst = n.burst, sequence = p.sequence + 1
                FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
                    AS n (key, settled, held, limit_amount, adjusted, carried_in, carried_out, burst)
                WHERE p.key = n.key
                """);
            update.Parameters.AddColumn(changed, period => period.Key);
            update.Parameters.AddColumn(changed, period => period.Settled);
            update.Parameters.AddColumn(changed, period => period.Held);
            update.Parameters.AddColumn(changed, period => period.Counters.Limit);
            update.Parameters.AddColumn(changed, period => period.Counters.Adjusted);
            update.Parameters.AddColumn(changed, period => period.Counters.CarriedIn);
            update.Parameters.AddColumn(changed, period => period.Counters.CarriedOut);
            update.Parameters.AddColumn(changed, period => period.Counters.Burst);
            batch.BatchCommands.Add(update);
            HoldHistory.AddTo(batch, changed, now);
        }

        var bursts = changed.Where(period => period.Budget.Burst is { IsChanged: true }).DistinctBy(period => period.Budget.Key).ToArray();
        if (bursts.Length > 0)
        {
            var update = new NpgsqlBatchCommand(
                """
                UPDATE budgets b SET burst_level = n.level, burst_refilled_at = n.refilled_at
                FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS n (key, level, refilled_at) WHERE b.key = n.key
                """);
            update.Parameters.AddColumn(bursts, period => period.Budget.Key);
            update.Parameters.AddColumn(bursts, period => period.Budget.Burst!.Level);
            update.Parameters.AddTimes(bursts, period => period.Budget.Burst!.RefilledAt);
            batch.BatchCommands.Add(update);
        }

        var lifted = periods.SelectMany(period => period.Lifted, (period, percent) => (period.Key, Percent: percent)).ToArray();
        if (lifted.Length > 0)
        {
            var delete = new NpgsqlBatchCommand(
                """
                DELETE FROM budget_crossings c USING unnest($1::bigint[], $2::integer[]) AS n (period_key, percent)
                WHERE c.period_key = n.period_key AND c.percent = n.percent
                """);
            delete.Parameters.AddColumn(lifted, lift => lift.Key);
            delete.Parameters.AddColumn(lifted, lift => lift.Percent);
            batch.BatchCommands.Add(delete);
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

    /// <summary>Queues an event and a notice for each threshold crossed. Its row is new in this transaction, so there is no second one.</summary>
    public async Task AnnounceAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<PeriodState> periods, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var period in periods)
        {
            foreach (var threshold in period.NewlyCrossed)
            {
                var crossed = Describe(period, threshold, now);
                await outbox.AddAsync(transaction, crossed.EventId, crossed, cancellationToken);
                await AddNoticeAsync(transaction, period, crossed, cancellationToken);
            }
        }
    }

    // Whom to tell is looked up when the notice is due.
    private static async Task AddNoticeAsync(
        NpgsqlTransaction transaction, PeriodState period, BudgetThresholdCrossed crossed, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            "INSERT INTO notices (notice_id, period_key, percent, action, crossed_at) VALUES ($1, $2, $3, $4, $5)", transaction.Connection, transaction);
        insert.Parameters.AddValue(crossed.EventId);
        insert.Parameters.AddValue(period.Key);
        insert.Parameters.AddValue(crossed.Percent);
        insert.Parameters.AddValue((int)crossed.Action);
        insert.Parameters.AddTime(crossed.CrossTime);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private static BudgetThresholdCrossed Describe(PeriodState period, Threshold threshold, DateTimeOffset now) => new()
    {
        EventId = EventIds.From($"budget-period/{period.Key}", $"threshold/{threshold.Percent}/{now.UtcTicks}"),
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
