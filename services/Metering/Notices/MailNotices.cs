using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Notices;

/// <summary>
/// Sends the mails that are due. A mail is taken in hand for a while before it is sent, and noted afterwards; should the process die in
/// between, it is sent again under the same message id, by which mail programs know it.
/// </summary>
internal sealed class MailNotices(
    NpgsqlDataSource database, IOptions<LedgerOptions> ledger, IOptions<NoticesOptions> options, ILogger<MailNotices> logger)
{
    private static readonly TimeSpan MaxRetry = TimeSpan.FromHours(1);

    private const string Claim =
        """
        UPDATE notice_deliveries d SET tries = d.tries + 1, next_try_at = clock_timestamp() + $1
        FROM (SELECT notice_id, contact_key FROM notice_deliveries WHERE mail_pending AND next_try_at <= clock_timestamp()
              ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED) due
        WHERE d.notice_id = due.notice_id AND d.contact_key = due.contact_key
        RETURNING d.notice_id, d.contact_key, d.tries
        """;

    private static readonly string Query =
        $"""
        SELECT {NoticeRows.Columns}, c.email_address, c.deleted_at IS NOT NULL FROM {NoticeRows.Source}
        JOIN notice_contacts c ON c.key = $2 WHERE n.notice_id = $1
        """;

    private const string NoteSent =
        "UPDATE notice_deliveries SET mail_pending = false, last_result = 'sent' WHERE notice_id = $1 AND contact_key = $2";

    private const string NoteFailed =
        """
        UPDATE notice_deliveries SET next_try_at = clock_timestamp() + $4, last_result = $5
        WHERE notice_id = $1 AND contact_key = $2 AND tries = $3 AND mail_pending
        """;

    /// <summary>Sends one mail that is due.</summary>
    /// <returns>False when none is.</returns>
    public async Task<bool> HandleAsync(CancellationToken cancellationToken)
    {
        if (await ClaimAsync(cancellationToken) is not { } mail)
            return false;
        var (notice, address, isGone) = await ReadAsync(mail, cancellationToken);
        try
        {
            if (!isGone)
                await SendAsync(mail, notice, address, cancellationToken);
            await using var sent = database.CreateCommand(NoteSent);
            sent.Parameters.AddValue(mail.NoticeId);
            sent.Parameters.AddValue(mail.ContactKey);
            await sent.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception error) when (error is not (NpgsqlException or OperationCanceledException) || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The kind of error, not its text: servers like to repeat addresses and what they were told.
            await NoteFailureAsync(mail, error.GetType().Name, cancellationToken);
        }

        return true;
    }

    private async Task<Mail?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var claim = database.CreateCommand(Claim);
        claim.Parameters.AddValue(2 * options.Value.SmtpTimeout);
        await using var rows = await claim.ExecuteReaderAsync(cancellationToken);
        return await rows.ReadAsync(cancellationToken) ? new Mail(rows.GetGuid(0), rows.GetInt64(1), rows.GetInt32(2)) : null;
    }

    private async Task<(Notice Notice, string Address, bool IsGone)> ReadAsync(Mail mail, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Query);
        query.Parameters.AddValue(mail.NoticeId);
        query.Parameters.AddValue(mail.ContactKey);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        return (NoticeRows.Read(rows, ledger.Value.Currency), rows.GetString(NoticeRows.Count), rows.GetBoolean(NoticeRows.Count + 1));
    }

    private async Task SendAsync(Mail mail, Notice notice, string address, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(settings.SmtpTimeout);
        var message = new MimeMessage { Subject = NoticeText.Subject(notice), Body = new TextPart("plain") { Text = NoticeText.Body(notice) } };
        message.MessageId = $"{mail.NoticeId:N}.{mail.ContactKey}@tollgate";
        message.From.Add(MailboxAddress.Parse(settings.From));
        message.To.Add(MailboxAddress.Parse(address));

        using var client = new SmtpClient();
        await client.ConnectAsync(
            settings.SmtpHost, settings.SmtpPort, settings.SmtpTls ? SecureSocketOptions.StartTls : SecureSocketOptions.None, timeout.Token);
        if (settings.SmtpUser.Length > 0)
            await client.AuthenticateAsync(settings.SmtpUser, settings.SmtpPassword, timeout.Token);
        await client.SendAsync(message, timeout.Token);
        await client.DisconnectAsync(quit: true, timeout.Token);
    }

    private async Task NoteFailureAsync(Mail mail, string result, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromTicks((long)Math.Min(MaxRetry.Ticks, options.Value.FirstRetry.Ticks * Math.Pow(2, Math.Min(mail.Tries - 1, 30))));
        NoticesLog.MailFailed(logger, mail.NoticeId, mail.Tries, result, wait);
        await using var failed = database.CreateCommand(NoteFailed);
        failed.Parameters.AddValue(mail.NoticeId);
        failed.Parameters.AddValue(mail.ContactKey);
        failed.Parameters.AddValue(mail.Tries);
        failed.Parameters.AddValue(wait);
        failed.Parameters.AddValue(result);
        await failed.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Mail(Guid NoticeId, long ContactKey, int Tries);
}
