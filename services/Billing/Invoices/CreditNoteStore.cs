using NodaTime;
using Npgsql;
using Tollgate.Billing.Persistence;

namespace Tollgate.Billing.Invoices;

/// <summary>An amount taken off a line of an invoice.</summary>
internal readonly record struct CreditedLine(int Line, decimal Amount);

/// <summary>A correction as it was issued.</summary>
internal sealed record IssuedCreditNote(
    Guid CreditNoteId, Guid InvoiceId, string RequestId, string Reason, long Number, Instant IssueTime, string Currency, decimal Tax, decimal Total,
    IReadOnlyList<CreditedLine> Lines)
{
    /// <summary>Exclusive of tax.</summary>
    public decimal Subtotal => Total - Tax;
}

/// <summary>The tables of credit notes.</summary>
internal static class CreditNoteStore
{
    private const string ByInvoice =
        """
        select credit_note_id, invoice_id, request_id, reason, number, issue_time, currency, tax, total,
            array_agg(line order by line), array_agg(amount order by line)
        from credit_notes join credit_note_lines using (credit_note_id) where invoice_id = $1
        group by credit_note_id order by number
        """;

    private const string Insert =
        """
        insert into credit_notes (credit_note_id, invoice_id, request_id, reason, number, issue_time, currency, tax, total)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    private const string InsertLines = "insert into credit_note_lines (credit_note_id, line, amount) select $1, * from unnest($2::int[], $3::numeric[])";

    public static async Task<IReadOnlyList<IssuedCreditNote>> ListAsync(NpgsqlTransaction transaction, Guid invoiceId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(ByInvoice, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = invoiceId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var notes = new List<IssuedCreditNote>();
        while (await reader.ReadAsync(cancellationToken))
        {
            notes.Add(new(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4),
                Instant.FromDateTimeUtc(reader.GetDateTime(5)), reader.GetString(6), reader.GetDecimal(7), reader.GetDecimal(8),
                [.. reader.GetFieldValue<int[]>(9).Zip(reader.GetFieldValue<decimal[]>(10), (line, amount) => new CreditedLine(line, amount))]));
        }

        return notes;
    }

    public static async Task InsertAsync(NpgsqlTransaction transaction, IssuedCreditNote note, CancellationToken cancellationToken)
    {
        var insert = new NpgsqlBatchCommand(Insert)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = note.CreditNoteId },
                new NpgsqlParameter<Guid> { TypedValue = note.InvoiceId },
                new NpgsqlParameter<string> { TypedValue = note.RequestId },
                new NpgsqlParameter<string> { TypedValue = note.Reason },
                new NpgsqlParameter<long> { TypedValue = note.Number },
                new NpgsqlParameter<DateTime> { TypedValue = note.IssueTime.ToDateTimeUtc() },
                new NpgsqlParameter<string> { TypedValue = note.Currency },
                new NpgsqlParameter<decimal> { TypedValue = note.Tax },
                new NpgsqlParameter<decimal> { TypedValue = note.Total },
            },
        };
        var lines = new NpgsqlBatchCommand(InsertLines) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = note.CreditNoteId } } };
        lines.Add(note.Lines, line => line.Line);
        lines.Add(note.Lines, line => line.Amount);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { insert, lines } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
