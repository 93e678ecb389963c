using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Ledger;

/// <summary>A tenant's journal, newest first, page by page. The token is the place of the last entry that was read.</summary>
internal sealed class ListJournal(NpgsqlDataSource database)
{
    private const string Entries =
        """
        select e.entry_id, e.entry_key, e.source, e.source_id, e.period_start, e.first_sequence, e.last_sequence, e.book_time,
            array_agg(p.account order by p.line), array_agg(p.currency order by p.line), array_agg(p.amount order by p.line)
        from (
            select * from ledger_entries
            where tenant_id = $1 and ($2::timestamptz is null or (book_time, entry_id) < ($2, $3))
            order by book_time desc, entry_id desc limit $4) e
        join ledger_postings p using (entry_id)
        group by e.entry_id, e.entry_key, e.source, e.source_id, e.period_start, e.first_sequence, e.last_sequence, e.book_time
        order by e.book_time desc, e.entry_id desc
        """;

    public async Task<ListJournalEntriesResponse> ExecuteAsync(
        string tenantId, int pageSize, string pageToken, CancellationToken cancellationToken)
    {
        var (time, id) = ReadToken(pageToken);
        await using var query = database.CreateCommand(Entries);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        query.Parameters.Add(new NpgsqlParameter { Value = time is { } from ? from : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        query.Parameters.Add(new NpgsqlParameter<int> { TypedValue = pageSize });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var response = new ListJournalEntriesResponse();
        while (await reader.ReadAsync(cancellationToken))
            response.Entries.Add(Read(reader));
        if (response.Entries.Count == pageSize)
        {
            var last = response.Entries[^1];
            response.NextPageToken = string.Create(CultureInfo.InvariantCulture, $"{last.BookTime.ToDateTime().Ticks}.{last.EntryId}");
        }

        return response;
    }

    private static Contracts.Billing.V1.JournalEntry Read(NpgsqlDataReader reader)
    {
        var entry = new Contracts.Billing.V1.JournalEntry
        {
            EntryId = reader.GetGuid(0).ToString(),
            EntryKey = reader.GetString(1),
            Source = reader.GetString(2),
            SourceId = reader.GetString(3),
            PeriodStart = reader.IsDBNull(4) ? null : Timestamp.FromDateTime(reader.GetDateTime(4)),
            FirstSequence = reader.IsDBNull(5) ? 0 : reader.GetInt64(5),
            LastSequence = reader.IsDBNull(6) ? 0 : reader.GetInt64(6),
            BookTime = Timestamp.FromDateTime(reader.GetDateTime(7)),
        };
        var (accounts, currencies, amounts) = (reader.GetFieldValue<string[]>(8), reader.GetFieldValue<string[]>(9), reader.GetFieldValue<decimal[]>(10));
        for (var i = 0; i < accounts.Length; i++)
        {
            entry.Postings.Add(new LedgerPosting
            {
                Account = accounts[i],
                Currency = currencies[i],
                Amount = amounts[i].ToString(CultureInfo.InvariantCulture),
            });
        }

        return entry;
    }

    private static (DateTime? Time, Guid Id) ReadToken(string token)
    {
        if (token.Length == 0)
            return (null, Guid.Empty);
        var parts = token.Split('.');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTime.MaxValue.Ticks && Guid.TryParse(parts[1], out var id)
            ? (new DateTime(ticks, DateTimeKind.Utc), id)
            : throw TollgateException.InvalidArgument(
                Reasons.InvalidRequest, "page_token: is not one of ours", new FieldViolation("page_token", "is not one of ours"));
    }
}
