using NodaTime;
using Npgsql;
using Tollgate.Billing.Invoices;
using Tollgate.Billing.Persistence;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>An assessment with the invoice that found it.</summary>
internal sealed record IssuedAssessment(Guid InvoiceId, string Number, string Currency, ServiceAssessment Assessment);

/// <summary>The table of assessments: written with the invoice they are of, and never changed.</summary>
internal static class ServiceAssessmentStore
{
    private const string Columns =
        """
        segment_start, segment_end, plan_id, plan_version, answered, failed, not_counted, slow_answers, first_tokens, slow_first_tokens, fee,
        credit_percent, amount
        """;

    private const string Insert =
        $"""
        insert into service_assessments (invoice_id, subscription_id, {Columns})
        select $1, $2, * from unnest($3::timestamptz[], $4::timestamptz[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[],
            $10::bigint[], $11::bigint[], $12::bigint[], $13::numeric[], $14::numeric[], $15::numeric[])
        """;

    private const string OfInvoice = $"select {Columns} from service_assessments where invoice_id = $1 order by segment_start";

    private const string OfPeriod =
        $"""
        select {Columns} from service_assessments
        where invoice_id = (select invoice_id from invoices where subscription_id = $1 and period_start = $2) order by segment_start
        """;

    private const string OfTenant =
        $"""
        select {Columns}, a.invoice_id, i.number, i.currency from service_assessments a join invoices i using (invoice_id)
        where i.tenant_id = $1 order by i.number desc, segment_start
        """;

    private const string Invoiced = "select exists (select 1 from invoices where subscription_id = $1 and period_start = $2 and is_final)";

    private const string Credited =
        "select coalesce(sum(amount), 0) from service_assessments where subscription_id = $1 and segment_start = $2";

    public static async Task InsertAsync(
        NpgsqlTransaction transaction, InvoiceRow invoice, IReadOnlyList<ServiceAssessment> assessments, CancellationToken cancellationToken)
    {
        if (assessments.Count == 0)
            return;
        await using var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = invoice.InvoiceId });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = invoice.SubscriptionId });
        insert.Add(assessments, assessment => assessment.Start.ToDateTimeUtc());
        insert.Add(assessments, assessment => assessment.End.ToDateTimeUtc());
        insert.Add(assessments, assessment => assessment.Plan.PlanId);
        insert.Add(assessments, assessment => assessment.Plan.Version);
        insert.Add(assessments, assessment => assessment.Measure.Answered);
        insert.Add(assessments, assessment => assessment.Measure.Failed);
        insert.Add(assessments, assessment => assessment.Measure.NotCounted);
        insert.Add(assessments, assessment => assessment.Measure.SlowAnswers);
        insert.Add(assessments, assessment => assessment.Measure.FirstTokens);
        insert.Add(assessments, assessment => assessment.Measure.SlowFirstTokens);
        insert.Add(assessments, assessment => assessment.Fee);
        insert.Add(assessments, assessment => assessment.CreditPercent);
        insert.Add(assessments, assessment => assessment.Amount);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Those of one invoice.</summary>
    public static Task<IReadOnlyList<ServiceAssessment>> ListAsync(
        NpgsqlTransaction transaction, Guid invoiceId, PlanArchive plans, CancellationToken cancellationToken) =>
        ListAsync(new NpgsqlCommand(OfInvoice, transaction.Connection, transaction)
        {
            Parameters = { new NpgsqlParameter<Guid> { TypedValue = invoiceId } },
        }, plans, cancellationToken);

    /// <summary>Those of the final invoice of a period; none while it has none.</summary>
    public static Task<IReadOnlyList<ServiceAssessment>> ListAsync(
        NpgsqlTransaction transaction, Guid subscriptionId, Instant periodStart, PlanArchive plans, CancellationToken cancellationToken) =>
        ListAsync(new NpgsqlCommand(OfPeriod, transaction.Connection, transaction)
        {
            Parameters = { new NpgsqlParameter<Guid> { TypedValue = subscriptionId }, SubscriptionStore.Time(periodStart) },
        }, plans, cancellationToken);

    /// <summary>Those of a tenant's invoices, newest first.</summary>
    public static async Task<IReadOnlyList<IssuedAssessment>> ListAsync(
        NpgsqlDataSource database, string tenantId, PlanArchive plans, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(OfTenant);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var assessments = new List<IssuedAssessment>();
        while (await reader.ReadAsync(cancellationToken))
        {
            assessments.Add(new(
                reader.GetGuid(13), InvoiceNumbers.Invoice(reader.GetInt64(14)), reader.GetString(15),
                await ReadAsync(reader, plans, cancellationToken)));
        }

        return assessments;
    }

    /// <summary>The invoice of a period is final: what it did not find is the next one's.</summary>
    public static async Task<bool> IsInvoicedAsync(
        NpgsqlTransaction transaction, Guid subscriptionId, Instant periodStart, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Invoiced, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscriptionId });
        query.Parameters.Add(SubscriptionStore.Time(periodStart));
        return (bool)(await query.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>What invoices have credited for a stretch.</summary>
    public static async Task<decimal> CreditedAsync(
        NpgsqlTransaction transaction, Guid subscriptionId, Instant segmentStart, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Credited, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscriptionId });
        query.Parameters.Add(SubscriptionStore.Time(segmentStart));
        return (decimal)(await query.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<IReadOnlyList<ServiceAssessment>> ListAsync(NpgsqlCommand query, PlanArchive plans, CancellationToken cancellationToken)
    {
        await using (query)
        {
            await using var reader = await query.ExecuteReaderAsync(cancellationToken);
            var assessments = new List<ServiceAssessment>();
            while (await reader.ReadAsync(cancellationToken))
                assessments.Add(await ReadAsync(reader, plans, cancellationToken));
            return assessments;
        }
    }

    private static async Task<ServiceAssessment> ReadAsync(NpgsqlDataReader row, PlanArchive plans, CancellationToken cancellationToken) => new()
    {
        Start = Instant.FromDateTimeUtc(row.GetDateTime(0)),
        End = Instant.FromDateTimeUtc(row.GetDateTime(1)),
        Plan = await plans.GetAsync(row.GetString(2), row.GetString(3), cancellationToken),
        Measure = new(row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9)),
        Fee = row.GetDecimal(10),
        CreditPercent = row.GetDecimal(11),
        Amount = row.GetDecimal(12),
    };
}
