using NodaTime;
using Npgsql;
using Tollgate.Billing.Persistence;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Ledger;

/// <summary>Books journal entries in the transaction of what they speak of.</summary>
internal static class LedgerWriter
{
    // Postings follow only the entries that are new: a fact that is booked already stays as it is.
    private const string Append =
        """
        with added as (
            insert into ledger_entries (
                entry_id, entry_key, tenant_id, source, source_id, subscription_id, period_start, first_sequence, last_sequence)
            select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::timestamptz[], $8::bigint[], $9::bigint[])
            on conflict (entry_id) do nothing
            returning entry_id
        ), posted as (
            insert into ledger_postings (entry_id, line, account, currency, amount)
            select p.* from unnest($10::uuid[], $11::int[], $12::text[], $13::text[], $14::numeric[]) as p (entry_id, line, account, currency, amount)
            join added using (entry_id)
        )
        select entry_id from added
        """;

    /// <summary>The id of the entry with a key.</summary>
    public static Guid IdOf(string key) => EventIds.From("ledger", key);

    /// <summary>Books what is not booked yet; returns how many entries that were.</summary>
    public static async Task<int> AppendAsync(
        NpgsqlTransaction transaction, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        JournalEntry[] moving = [.. entries.Where(entry => !entry.IsEmpty)];
        if (moving.Length == 0)
            return 0;

        await using var command = new NpgsqlCommand(Append, transaction.Connection, transaction);
        command.Add(moving, entry => IdOf(entry.Key));
        command.Add(moving, entry => entry.Key);
        command.Add(moving, entry => entry.TenantId);
        command.Add(moving, entry => entry.Source);
        command.Add(moving, entry => entry.SourceId);
        command.Add(moving, entry => entry.SubscriptionId);
        command.Add(moving, entry => entry.PeriodStart?.ToDateTimeUtc());
        command.Add(moving, entry => entry.FirstSequence);
        command.Add(moving, entry => entry.LastSequence);

        var lines = moving.SelectMany(entry => entry.Postings.Where(posting => posting.Amount != 0)
            .Select((posting, i) => (Entry: entry, Line: i + 1, Posting: posting))).ToArray();
        command.Add(lines, line => IdOf(line.Entry.Key));
        command.Add(lines, line => line.Line);
        command.Add(lines, line => line.Posting.Account);
        command.Add(lines, line => line.Entry.Currency);
        command.Add(lines, line => line.Posting.Amount);

        var added = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            added++;
        return added;
    }

    /// <summary>How keys write an instant.</summary>
    public static string Stamp(Instant instant) =>
        NodaTime.Text.InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.ffffff").Format(instant);
}
