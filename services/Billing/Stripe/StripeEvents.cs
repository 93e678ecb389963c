using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Stripe;

/// <summary>A meter event in the hand of a sender.</summary>
internal sealed record StripeEvent(
    Guid EventId, string CustomerId, string EventName, long Quantity, DateTimeOffset Time, int Tries, DateTimeOffset? UnknownSince);

/// <summary>How sending ended.</summary>
internal enum StripeOutcome
{
    /// <summary>Stripe has it, now or since before.</summary>
    Sent,

    /// <summary>Stripe said no, for now: it does not have it.</summary>
    NotNow,

    /// <summary>No answer, or one that says nothing: it may have it.</summary>
    Unknown,

    /// <summary>Stripe will never take it.</summary>
    Refused,
}

/// <summary>
/// Turns rated usage into meter events, each subscription's in the order of its sequence, and hands them out for sending. An event's id is a function
/// of the stretch it covers, so it is the same whoever makes it; Stripe knows it by that.
/// </summary>
internal sealed class StripeEvents(NpgsqlDataSource database, IOptions<StripeOptions> options, TimeProvider clock)
{
    private const string Behind =
        """
        select s.subscription_id, c.customer_id from stripe_customers c join subscriptions s using (tenant_id)
        left join stripe_progress p using (subscription_id)
        where s.last_sequence > coalesce(p.last_sequence, 0) order by s.subscription_id limit 100
        """;

    private const string Hold =
        """
        insert into stripe_progress (subscription_id, last_sequence) values ($1, 0) on conflict (subscription_id) do nothing
        """;

    private const string Stretch =
        """
        select p.last_sequence, s.last_sequence from stripe_progress p join subscriptions s using (subscription_id)
        where p.subscription_id = $1 for update of p
        """;

    private const string Rated =
        """
        select l.charge_id, sum(l.quantity)::bigint, max(u.record_time), coalesce((
            select c.quantity from stripe_carry c where c.subscription_id = $1 and c.charge_id = l.charge_id), 0)
        from rated_usage u join rated_lines l using (attempt_id, revision)
        where u.subscription_id = $1 and u.sequence > $2 and u.sequence <= $3
        group by l.charge_id order by l.charge_id
        """;

    private const string Insert =
        """
        insert into stripe_events (event_id, subscription_id, charge_id, customer_id, event_name, quantity, event_time)
        values ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string Carry =
        """
        insert into stripe_carry (subscription_id, charge_id, quantity) values ($1, $2, $3)
        on conflict (subscription_id, charge_id) do update set quantity = excluded.quantity
        """;

    private const string Move = "update stripe_progress set last_sequence = $2 where subscription_id = $1";

    private const string GiveUp =
        "update stripe_events set state = 2, last_result = 'the answer was lost, and it is too late to ask again' where state = 0 and unknown_since < $1";

    // The row is noted as possibly there before anything is sent, and is nobody else's until the try has had its time.
    private const string Claim =
        """
        update stripe_events e set tries = e.tries + 1, next_try_at = $2, unknown_since = coalesce(e.unknown_since, $1)
        from (
            select event_id, unknown_since from stripe_events where state = 0 and next_try_at <= $1
            order by next_try_at, event_id limit 50 for update skip locked) due
        where e.event_id = due.event_id
        returning e.event_id, e.customer_id, e.event_name, e.quantity, e.event_time, e.tries, due.unknown_since
        """;

    private const string Note =
        """
        update stripe_events set state = $3, last_result = $4, next_try_at = $5, unknown_since = $6
        where event_id = $1 and tries = $2 and state = 0
        """;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Sums what was rated since into events. True when there was anything.</summary>
    public async Task<bool> MakeAsync(CancellationToken cancellationToken)
    {
        var behind = new List<(Guid SubscriptionId, string CustomerId)>();
        await using (var query = database.CreateCommand(Behind))
        {
            await using var rows = await query.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
                behind.Add((rows.GetGuid(0), rows.GetString(1)));
        }

        foreach (var (subscriptionId, customerId) in behind)
            await MakeAsync(subscriptionId, customerId, cancellationToken);
        return behind.Count > 0;
    }

    /// <summary>Takes due events in hand. What has had no answer for too long is set aside: sent again it might count twice.</summary>
    public async Task<IReadOnlyList<StripeEvent>> ClaimAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using (var giveUp = database.CreateCommand(GiveUp))
        {
            giveUp.Parameters.Add(Time(now - options.Value.IdentifierWindow));
            await giveUp.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var claim = database.CreateCommand(Claim);
        claim.Parameters.Add(Time(now));
        claim.Parameters.Add(Time(now + Lease));
        var claimed = new List<StripeEvent>();
        await using var rows = await claim.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            claimed.Add(new StripeEvent(
                rows.GetGuid(0), rows.GetString(1), rows.GetString(2), rows.GetInt64(3), rows.GetFieldValue<DateTimeOffset>(4), rows.GetInt32(5),
                rows.IsDBNull(6) ? null : rows.GetFieldValue<DateTimeOffset>(6)));
        }

        return claimed;
    }

    /// <summary>Notes how sending ended.</summary>
    public async Task NoteAsync(StripeEvent sent, StripeOutcome outcome, string result, TimeSpan wait, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var note = database.CreateCommand(Note);
        note.Parameters.Add(Value(sent.EventId));
        note.Parameters.Add(Value(sent.Tries));
        note.Parameters.Add(Value((short)(outcome switch { StripeOutcome.Sent => 1, StripeOutcome.Refused => 3, _ => 0 })));
        note.Parameters.Add(Value(result));
        note.Parameters.Add(Time(now + wait));
        // A plain no takes back this try's doubt, never an earlier one's.
        note.Parameters.Add(new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz,
            Value = outcome is StripeOutcome.Unknown ? (sent.UnknownSince ?? now).UtcDateTime : (object?)sent.UnknownSince?.UtcDateTime ?? DBNull.Value,
        });
        await note.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task MakeAsync(Guid subscriptionId, string customerId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var hold = new NpgsqlCommand(Hold, connection, transaction) { Parameters = { Value(subscriptionId) } })
            await hold.ExecuteNonQueryAsync(cancellationToken);
        var (from, to) = await StretchAsync(transaction, subscriptionId, cancellationToken);
        if (to <= from)
            return;

        await using var batch = new NpgsqlBatch(connection, transaction);
        await using (var query = new NpgsqlCommand(Rated, connection, transaction) { Parameters = { Value(subscriptionId), Value(from), Value(to) } })
        {
            await using var rows = await query.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                var charge = rows.GetString(0);
                var (rated, carried) = (rows.GetInt64(1), rows.GetInt64(3));
                var delta = MeterDelta.Of(rated, carried);
                if (delta.Report > 0)
                {
                    var id = EventIds.From(subscriptionId, string.Create(CultureInfo.InvariantCulture, $"stripe/{charge}/{from}-{to}"));
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(Insert)
                    {
                        Parameters =
                        {
                            Value(id), Value(subscriptionId), Value(charge), Value(customerId), Value(options.Value.EventNameOf(charge)),
                            Value(delta.Report), Value(rows.GetDateTime(2)),
                        },
                    });
                }

                if (delta.Carry != carried)
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(Carry) { Parameters = { Value(subscriptionId), Value(charge), Value(delta.Carry) } });
            }
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(Move) { Parameters = { Value(subscriptionId), Value(to) } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<(long From, long To)> StretchAsync(NpgsqlTransaction transaction, Guid subscriptionId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Stretch, transaction.Connection, transaction) { Parameters = { Value(subscriptionId) } };
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        return (rows.GetInt64(0), rows.GetInt64(1));
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateTime> Time(DateTimeOffset time) => Value(time.UtcDateTime);
}
