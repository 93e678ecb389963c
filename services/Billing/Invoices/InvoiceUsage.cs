using NodaTime;
using Npgsql;

namespace Tollgate.Billing.Invoices;

/// <summary>Usage of an earlier period that came after it was invoiced.</summary>
internal readonly record struct LateUsage(Instant PeriodStart, string ChargeId, long Quantity, decimal Amount);

/// <summary>
/// What an invoice is about besides its own period: usage of earlier periods which no invoice has considered yet, and what credit paid. Read
/// from where the charges stand when it is issued, and from the rated lines it names when it is made again; the audit proves that the one is
/// the sum of the other.
/// </summary>
internal sealed record InvoiceUsage(IReadOnlyList<LateUsage> Late, decimal PaidByCredit, long AfterSequence, long ThroughSequence)
{
    private const string Sequences =
        """
        select coalesce((select max(through_sequence) from invoices where subscription_id = $1 and period_start < $2), 0),
            (select last_sequence from subscriptions where subscription_id = $1)
        """;

    private const string StandingLate =
        """
        select period_start, charge_id, coalesce(c.quantity, 0) - coalesce(l.quantity, 0), coalesce(c.amount, 0) - coalesce(l.amount, 0)
        from (select * from charge_states where subscription_id = $1 and period_start < $2) c
        full join (
            select usage_period_start as period_start, charge_id, sum(quantity)::bigint as quantity, sum(exact) as amount
            from invoice_lines join invoices using (invoice_id)
            where subscription_id = $1 and period_start < $2 and kind in ('usage', 'adjustment') group by 1, 2) l using (period_start, charge_id)
        where (coalesce(c.quantity, 0), coalesce(c.amount, 0)) <> (coalesce(l.quantity, 0), coalesce(l.amount, 0))
        order by period_start, charge_id
        """;

    private const string NamedLate =
        """
        select u.period_start, charge_id, sum(l.quantity)::bigint, sum(l.amount) from rated_usage u join rated_lines l using (attempt_id, revision)
        where u.subscription_id = $1 and u.period_start < $2 and u.sequence > $4 and u.sequence <= $3
        group by u.period_start, charge_id having sum(l.quantity) <> 0 or sum(l.amount) <> 0 order by u.period_start, charge_id
        """;

    // What credit paid of everything up to this period, less what earlier invoices said it did.
    private const string Credit =
        """
        select coalesce((
            select sum(c.amount) from credit_uses c join rated_usage u using (attempt_id, revision)
            where c.grant_id in (select grant_id from credit_grants where tenant_id = $4)
                and u.subscription_id = $1 and u.period_start < $5 and u.sequence <= $3), 0)
            + coalesce((
            select sum(exact) from invoice_lines join invoices using (invoice_id)
            where subscription_id = $1 and period_start < $2 and kind = 'credit'), 0)
        """;

    /// <summary>The usage as it stands. Final while the tenant's account is locked.</summary>
    public static async Task<InvoiceUsage> StandingAsync(NpgsqlTransaction transaction, InvoiceRow invoice, CancellationToken cancellationToken)
    {
        var (after, through) = await SequencesAsync(transaction, invoice, cancellationToken);
        return await ReadAsync(transaction, invoice, StandingLate, after, through, cancellationToken);
    }

    /// <summary>The usage that a final invoice names.</summary>
    public static async Task<InvoiceUsage> NamedAsync(NpgsqlTransaction transaction, InvoiceRow invoice, CancellationToken cancellationToken)
    {
        var (after, _) = await SequencesAsync(transaction, invoice, cancellationToken);
        return await ReadAsync(transaction, invoice, NamedLate, after, invoice.Issued!.ThroughSequence, cancellationToken);
    }

    private static async Task<(long After, long Through)> SequencesAsync(
        NpgsqlTransaction transaction, InvoiceRow invoice, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Sequences, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = invoice.SubscriptionId });
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = invoice.Period.Start.ToDateTimeUtc() });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task<InvoiceUsage> ReadAsync(
        NpgsqlTransaction transaction, InvoiceRow invoice, string late, long after, long through, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                Command(late, late == NamedLate ? [Of(through), Of(after)] : []),
                Command(Credit, [Of(through), Of(invoice.TenantId), Of(invoice.Period.End.ToDateTimeUtc())]),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var lates = new List<LateUsage>();
        while (await reader.ReadAsync(cancellationToken))
            lates.Add(new(Instant.FromDateTimeUtc(reader.GetDateTime(0)), reader.GetString(1), reader.GetInt64(2), reader.GetDecimal(3)));

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(lates, reader.GetDecimal(0), after, through);

        NpgsqlBatchCommand Command(string sql, NpgsqlParameter[] more)
        {
            var command = new NpgsqlBatchCommand(sql) { Parameters = { Of(invoice.SubscriptionId), Of(invoice.Period.Start.ToDateTimeUtc()) } };
            foreach (var parameter in more)
                command.Parameters.Add(parameter);
            return command;
        }
    }

    private static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
