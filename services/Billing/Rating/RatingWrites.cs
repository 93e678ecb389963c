using System.Text.Json;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Persistence;
using Tollgate.Billing.Plans;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.Tokens;

namespace Tollgate.Billing.Rating;

/// <summary>What rating a batch leaves behind, in one round trip.</summary>
internal static class RatingWrites
{
    // The kinds are columns in wire order, so that a new kind is one name more in TokenKinds and one column more here.
    private static readonly string KindColumns = string.Join(", ", TokenKinds.All.Select(kind => kind.Name()));

    private static readonly string InsertUsage =
        $"""
        insert into rated_usage (attempt_id, revision, tenant_id, provider, model, reason, subscription_id, sequence, period_start, amount,
            cost_nanos, currency, attempt_time, record_time, assistant_id, user_id, adjustment, fx_rate, fx_date, {KindColumns})
        select * from unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::bigint[], $9::timestamptz[],
            $10::numeric[], $11::bigint[], $12::text[], $13::timestamptz[], $14::timestamptz[], $15::text[], $16::text[], $17::boolean[],
            $18::numeric[], $19::date[],
            {string.Join(", ", TokenKinds.All.Select((_, i) => $"${i + 20}::bigint[]"))})
        """;

    private const string InsertLines =
        """
        insert into rated_lines (attempt_id, revision, charge_id, subscription_id, period_start, quantity, amount, adjustment, attempt_time, counts_tokens)
        select * from unnest(
            $1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::timestamptz[], $6::bigint[], $7::numeric[], $8::boolean[], $9::timestamptz[], $10::boolean[])
        """;

    private const string UpsertStates =
        """
        insert into charge_states (subscription_id, period_start, charge_id, quantity, amount, adjustment_quantity, adjustment_amount)
        select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::bigint[], $5::numeric[], $6::bigint[], $7::numeric[])
        on conflict (subscription_id, period_start, charge_id) do update
        set quantity = excluded.quantity, amount = excluded.amount,
            adjustment_quantity = excluded.adjustment_quantity, adjustment_amount = excluded.adjustment_amount
        """;

    private const string InsertMembers =
        """
        insert into period_members (subscription_id, period_start, measure, member_id)
        select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[])
        """;

    private const string AddToPeriods =
        """
        insert into period_states as p (subscription_id, period_start, usage_records, cost_nanos)
        select * from unnest($1::uuid[], $2::timestamptz[], $3::bigint[], $4::numeric[])
        on conflict (subscription_id, period_start) do update
        set usage_records = p.usage_records + excluded.usage_records, cost_nanos = p.cost_nanos + excluded.cost_nanos
        """;

    private const string UpdateSequences =
        """
        update subscriptions set last_sequence = moved.last_sequence
        from unnest($1::uuid[], $2::bigint[]) as moved (subscription_id, last_sequence)
        where subscriptions.subscription_id = moved.subscription_id
        """;

    private const string InsertQuarantined =
        """
        insert into quarantined_usage (event_id, attempt_id, revision, tenant_id, problem, document)
        select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[])
        on conflict do nothing
        """;

    public static async Task SaveAsync(
        NpgsqlTransaction transaction, IReadOnlyList<RatedEntry> rated, ChargeBook book, IReadOnlyList<QuarantinedRecord> quarantined,
        CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        if (rated.Count > 0)
            batch.BatchCommands.Add(Usage(rated));
        var lines = rated.SelectMany(entry => entry.Lines.Select(line => (Rated: entry, Line: line))).ToArray();
        if (lines.Length > 0)
        {
            batch.BatchCommands.Add(Lines(lines));
            batch.BatchCommands.Add(States([.. book.Changes]));
        }

        if (book.Joined.Count > 0)
            batch.BatchCommands.Add(Members(book.Joined));

        var billed = rated.Where(entry => entry.SubscriptionId is not null).ToArray();
        if (billed.Length > 0)
        {
            batch.BatchCommands.Add(Periods([.. billed.GroupBy(entry => (entry.SubscriptionId!.Value, entry.PeriodStart!.Value))]));
            batch.BatchCommands.Add(Sequences([.. billed.GroupBy(entry => entry.SubscriptionId!.Value)]));
        }

        if (quarantined.Count > 0)
            batch.BatchCommands.Add(Quarantined(quarantined));
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Usage(IReadOnlyList<RatedEntry> rated)
    {
        var command = new NpgsqlBatchCommand(InsertUsage);
        command.Add(rated, row => row.Entry.AttemptId);
        command.Add(rated, row => row.Entry.Revision);
        command.Add(rated, row => row.Entry.TenantId);
        command.Add(rated, row => row.Entry.Provider);
        command.Add(rated, row => row.Entry.Model);
        command.Add(rated, row => row.Reason);
        command.Add(rated, row => row.SubscriptionId);
        command.Add(rated, row => row.Sequence);
        command.Add(rated, row => row.PeriodStart?.ToDateTimeUtc());
        command.Add(rated, row => row.Amount);
        command.Add(rated, row => row.Entry.CostNanos);
        command.Add(rated, row => row.Entry.Currency);
        command.Add(rated, row => row.Entry.AttemptTime.ToDateTimeUtc());
        command.Add(rated, row => row.Entry.RecordTime.ToDateTimeUtc());
        command.Add(rated, row => row.Entry.AssistantId);
        command.Add(rated, row => row.Entry.UserId);
        command.Add(rated, row => row.IsAdjustment);
        command.Add(rated, row => row.FxRate?.Rate);
        command.Add(rated, row => row.FxRate?.Date.ToDateOnly());
        foreach (var kind in TokenKinds.All)
            command.Add(rated, row => row.Entry.Usage[kind]);
        return command;
    }

    private static NpgsqlBatchCommand Lines((RatedEntry Rated, RatedLine Line)[] lines)
    {
        var command = new NpgsqlBatchCommand(InsertLines);
        command.Add(lines, row => row.Rated.Entry.AttemptId);
        command.Add(lines, row => row.Rated.Entry.Revision);
        command.Add(lines, row => row.Line.ChargeId);
        command.Add(lines, row => row.Rated.SubscriptionId!.Value);
        command.Add(lines, row => row.Rated.PeriodStart!.Value.ToDateTimeUtc());
        command.Add(lines, row => row.Line.Quantity);
        command.Add(lines, row => row.Line.Amount);
        command.Add(lines, row => row.Rated.IsAdjustment);
        command.Add(lines, row => row.Rated.Entry.AttemptTime.ToDateTimeUtc());
        command.Add(lines, row => row.Line.Measure == ChargeMeasure.Tokens);
        return command;
    }

    private static NpgsqlBatchCommand States(KeyValuePair<ChargeKey, ChargeState>[] states)
    {
        var command = new NpgsqlBatchCommand(UpsertStates);
        command.Add(states, row => row.Key.SubscriptionId);
        command.Add(states, row => row.Key.PeriodStart.ToDateTimeUtc());
        command.Add(states, row => row.Key.ChargeId);
        command.Add(states, row => row.Value.Quantity);
        command.Add(states, row => row.Value.Amount);
        command.Add(states, row => row.Value.AdjustmentQuantity);
        command.Add(states, row => row.Value.AdjustmentAmount);
        return command;
    }

    private static NpgsqlBatchCommand Members(IReadOnlyList<MemberKey> members)
    {
        var command = new NpgsqlBatchCommand(InsertMembers);
        command.Add(members, row => row.SubscriptionId);
        command.Add(members, row => row.PeriodStart.ToDateTimeUtc());
        command.Add(members, row => PlanNames.Of(PlanNames.Measures, row.Measure));
        command.Add(members, row => row.MemberId);
        return command;
    }

    private static NpgsqlBatchCommand Periods(IGrouping<(Guid SubscriptionId, Instant Start), RatedEntry>[] periods)
    {
        var command = new NpgsqlBatchCommand(AddToPeriods);
        command.Add(periods, row => row.Key.SubscriptionId);
        command.Add(periods, row => row.Key.Start.ToDateTimeUtc());
        command.Add(periods, row => row.LongCount());
        command.Add(periods, row => row.Sum(rated => (decimal)rated.Entry.CostNanos));
        return command;
    }

    private static NpgsqlBatchCommand Sequences(IGrouping<Guid, RatedEntry>[] subscriptions)
    {
        var command = new NpgsqlBatchCommand(UpdateSequences);
        command.Add(subscriptions, row => row.Key);
        command.Add(subscriptions, row => row.Max(rated => rated.Sequence!.Value));
        return command;
    }

    private static NpgsqlBatchCommand Quarantined(IReadOnlyList<QuarantinedRecord> records)
    {
        var command = new NpgsqlBatchCommand(InsertQuarantined);
        command.Add(records, row => row.Record.EventId);
        command.Add(records, row => row.Record.AttemptId);
        command.Add(records, row => row.Record.Revision);
        command.Add(records, row => row.Record.TenantId?.Replace("\0", "", StringComparison.Ordinal) ?? "");
        command.Add(records, row => row.Problem);
        command.Add(records, row => JsonSerializer.Serialize(row.Record, MessageJson.Options));
        return command;
    }
}
