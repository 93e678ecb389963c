using Npgsql;
using Tollgate.Billing.Persistence;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Invoices;

/// <summary>The tables of invoices.</summary>
internal sealed class InvoiceStore(NpgsqlDataSource database)
{
    private const string ByTenant = $"select {InvoiceRow.Columns} from invoices where tenant_id = $1 order by period_start desc";

    private const string ById = $"select {InvoiceRow.Columns} from invoices where invoice_id = $1";

    private const string Issue =
        """
        update invoices set is_final = true, number = $2, issue_time = $3, due_time = $4, currency = $5, subtotal = $6, total = $7,
            through_sequence = $8, document = $9, document_hash = $10, page_hash = $11
        where invoice_id = $1
        """;

    private const string InsertLines =
        """
        insert into invoice_lines (
            invoice_id, line, kind, charge_id, usage_period_start, quantity, exact, amount, after_sequence, through_sequence)
        select $1, * from unnest($2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::bigint[], $7::numeric[], $8::numeric[], $9::bigint[], $10::bigint[])
        """;

    public static TollgateException Unknown(Guid invoiceId) => TollgateException.NotFound("UNKNOWN_INVOICE", $"There is no invoice '{invoiceId}'.");

    public async Task<IReadOnlyList<InvoiceRow>> ListAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(ByTenant);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var rows = new List<InvoiceRow>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(InvoiceRow.Read(reader));
        return rows;
    }

    /// <summary>The invoice, as it is for this transaction.</summary>
    public static async Task<InvoiceRow> GetAsync(NpgsqlTransaction transaction, Guid invoiceId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(ById, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = invoiceId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? InvoiceRow.Read(reader) : throw Unknown(invoiceId);
    }

    /// <summary>The next number of a series. Whoever took the last one holds it until it commits; if it does not, the number is free again.</summary>
    public static async Task<long> NextNumberAsync(NpgsqlTransaction transaction, string series, CancellationToken cancellationToken)
    {
        await using var next = new NpgsqlCommand(
            "update invoice_series set last_number = last_number + 1 where series = $1 returning last_number", transaction.Connection, transaction);
        next.Parameters.Add(new NpgsqlParameter<string> { TypedValue = series });
        return (long)(await next.ExecuteScalarAsync(cancellationToken))!;
    }

    public static async Task IssueAsync(
        NpgsqlTransaction transaction, Guid invoiceId, IssuedInvoice issued, IReadOnlyList<InvoiceLine> lines, CancellationToken cancellationToken)
    {
        var insert = new NpgsqlBatchCommand(InsertLines) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = invoiceId } } };
        insert.Add([.. Enumerable.Range(1, lines.Count)], line => line);
        insert.Add(lines, line => line.Kind);
        insert.Add(lines, line => line.ChargeId);
        insert.Add(lines, line => line.UsagePeriodStart.ToDateTimeUtc());
        insert.Add(lines, line => line.Quantity);
        insert.Add(lines, line => line.Exact);
        insert.Add(lines, line => line.Amount);
        insert.Add(lines, line => line.AfterSequence);
        insert.Add(lines, line => line.ThroughSequence);

        var issue = new NpgsqlBatchCommand(Issue)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = invoiceId },
                new NpgsqlParameter<long> { TypedValue = issued.Header.Number },
                new NpgsqlParameter<DateTime> { TypedValue = issued.Header.IssueTime.ToDateTimeUtc() },
                new NpgsqlParameter<DateTime> { TypedValue = issued.Header.DueTime.ToDateTimeUtc() },
                new NpgsqlParameter<string> { TypedValue = issued.Currency },
                new NpgsqlParameter<decimal> { TypedValue = issued.Subtotal },
                new NpgsqlParameter<decimal> { TypedValue = issued.Total },
                new NpgsqlParameter<long> { TypedValue = issued.ThroughSequence },
                new NpgsqlParameter<string> { TypedValue = issued.Document },
                new NpgsqlParameter<string> { TypedValue = issued.DocumentHash },
                new NpgsqlParameter<string> { TypedValue = issued.PageHash },
            },
        };
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { insert, issue } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
