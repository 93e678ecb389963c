using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Webhooks;

namespace Tollgate.Metering.Notices;

/// <summary>
/// Tells the contacts of a notice, step after step until somebody acknowledges. A step is taken in one transaction with everything that is
/// to be sent for it, so that however many replicas look and whatever dies, a contact is told of a crossing once.
/// </summary>
internal sealed class EscalateNotices(
    NpgsqlDataSource database, WebhookOutbox webhooks, IOptions<LedgerOptions> ledger, IOptions<NoticesOptions> options, ILogger<EscalateNotices> logger)
{
    private const int AtATime = 20;

    private static readonly string Due =
        $"""
        SELECT {NoticeRows.Columns}, n.step FROM {NoticeRows.Source}
        WHERE n.acknowledged_at IS NULL AND n.next_step_at < 'infinity' AND n.next_step_at <= clock_timestamp()
        ORDER BY n.next_step_at LIMIT $1 FOR UPDATE OF n SKIP LOCKED
        """;

    private const string Contacts =
        """
        SELECT key, contact_id, step, endpoint_id FROM notice_contacts
        WHERE tenant_id = $1 AND budget_id IN ('', $2) AND step > $3 AND deleted_at IS NULL ORDER BY step, contact_id
        """;

    private const string Tell =
        """
        INSERT INTO notice_deliveries (notice_id, contact_key, told_at, mail_pending) VALUES ($1, $2, clock_timestamp(), $3) ON CONFLICT DO NOTHING
        """;

    private const string Step =
        """
        UPDATE notices SET step = $2, next_step_at = CASE WHEN $3 THEN clock_timestamp() + $4 ELSE 'infinity' END WHERE notice_id = $1
        """;

    /// <summary>Takes the steps that are due.</summary>
    /// <returns>How many notices there were.</returns>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var count = await Transactions.RunAsync(
            database,
            async transaction =>
            {
                var due = await ReadDueAsync(transaction, cancellationToken);
                foreach (var (notice, step) in due)
                    await TakeStepAsync(transaction, notice, step, cancellationToken);
                return due.Count;
            },
            cancellationToken);
        if (count > 0)
            webhooks.Wake();
        return count;
    }

    private async Task<List<(Contracts.Metering.V1.Notice Notice, short Step)>> ReadDueAsync(
        NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Due, transaction.Connection, transaction);
        query.Parameters.AddValue(AtATime);
        var due = new List<(Contracts.Metering.V1.Notice, short)>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            due.Add((NoticeRows.Read(rows, ledger.Value.Currency), rows.GetInt16(NoticeRows.Count)));
        return due;
    }

    private async Task TakeStepAsync(
        NpgsqlTransaction transaction, Contracts.Metering.V1.Notice notice, short before, CancellationToken cancellationToken)
    {
        var contacts = await ReadContactsAsync(transaction, notice, before, cancellationToken);
        var step = contacts.Count == 0 ? before : contacts[0].Step;
        var noticeId = Guid.Parse(notice.NoticeId);
        foreach (var contact in contacts.Where(contact => contact.Step == step))
        {
            await using var tell = new NpgsqlCommand(Tell, transaction.Connection, transaction);
            tell.Parameters.AddValue(noticeId);
            tell.Parameters.AddValue(contact.Key);
            tell.Parameters.AddValue(contact.EndpointId is null);
            if (await tell.ExecuteNonQueryAsync(cancellationToken) == 1 && contact.EndpointId is { } endpoint)
                await webhooks.AddAsync(transaction, endpoint, NoticeText.ToWebhook(notice), cancellationToken);
            LogTold(contact.ContactId, notice);
        }

        await using var update = new NpgsqlCommand(Step, transaction.Connection, transaction);
        update.Parameters.AddValue(noticeId);
        update.Parameters.AddValue(step);
        update.Parameters.AddValue(contacts.Any(contact => contact.Step > step));
        update.Parameters.AddValue(options.Value.EscalateAfter);
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    private void LogTold(string contactId, Contracts.Metering.V1.Notice notice)
    {
        if (notice.Anomaly is { } anomaly)
            NoticesLog.ToldOfAnomaly(logger, contactId, anomaly.AnomalyId, notice.TenantId);
        else
            NoticesLog.Told(logger, contactId, notice.BudgetId, notice.TenantId, notice.Percent);
    }

    private static async Task<IReadOnlyList<Addressee>> ReadContactsAsync(
        NpgsqlTransaction transaction, Contracts.Metering.V1.Notice notice, short after, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Contacts, transaction.Connection, transaction);
        query.Parameters.AddValue(notice.TenantId);
        query.Parameters.AddValue(notice.BudgetId);
        query.Parameters.AddValue(after);
        var contacts = new List<Addressee>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            contacts.Add(new Addressee(rows.GetInt64(0), rows.GetString(1), rows.GetInt16(2), rows.GetFieldValue<Guid?>(3)));
        return contacts;
    }

    private sealed record Addressee(long Key, string ContactId, short Step, Guid? EndpointId);
}
