using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Notices;

/// <summary>Lists notices, and notes that somebody takes care of one.</summary>
internal sealed class AcknowledgeNotices(NpgsqlDataSource database, IOptions<LedgerOptions> ledger)
{
    private const int MaxName = 128;

    private static readonly string Query =
        $"""
        SELECT {NoticeRows.Columns}, ARRAY(
            SELECT c.contact_id FROM notice_deliveries d JOIN notice_contacts c ON c.key = d.contact_key WHERE d.notice_id = n.notice_id ORDER BY c.step, c.contact_id)
        FROM {NoticeRows.Source} WHERE {NoticeRows.Tenant} = $1 AND ($2::uuid IS NULL OR n.notice_id = $2) ORDER BY n.crossed_at DESC, n.notice_id LIMIT 1000
        """;

    public async Task<ListNoticesResponse> ListAsync(string tenantId, CancellationToken cancellationToken)
    {
        var response = new ListNoticesResponse();
        response.Notices.AddRange(await ReadAsync(tenantId, noticeId: null, cancellationToken));
        return response;
    }

    public async Task<AcknowledgeNoticeResponse> AcknowledgeAsync(AcknowledgeNoticeRequest request, CancellationToken cancellationToken)
    {
        var rules = new Validation();
        rules.Require(Guid.TryParse(request.NoticeId, out var noticeId), "notice_id", "must be a UUID");
        rules.Require(
            request.AcknowledgedBy.Length is > 0 and <= MaxName && !request.AcknowledgedBy.Contains('\0'), "acknowledged_by", "must be 1 to 128 characters");
        rules.ThrowIfInvalid();

        if ((await ReadAsync(request.TenantId, noticeId, cancellationToken)).Count == 0)
            throw TollgateException.NotFound("NOTICE_NOT_FOUND", $"There is no notice {noticeId}.");
        await using var update = database.CreateCommand(
            "UPDATE notices SET acknowledged_at = clock_timestamp(), acknowledged_by = $2 WHERE notice_id = $1 AND acknowledged_at IS NULL");
        update.Parameters.AddValue(noticeId);
        update.Parameters.AddValue(request.AcknowledgedBy);
        await update.ExecuteNonQueryAsync(cancellationToken);
        return new AcknowledgeNoticeResponse { Notice = (await ReadAsync(request.TenantId, noticeId, cancellationToken))[0] };
    }

    private async Task<IReadOnlyList<Notice>> ReadAsync(string tenantId, Guid? noticeId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Query);
        query.Parameters.AddValue(tenantId);
        query.Parameters.Add(new NpgsqlParameter { Value = (object?)noticeId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        var notices = new List<Notice>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var notice = NoticeRows.Read(rows, ledger.Value.Currency);
            notice.ToldContactIds.AddRange(rows.GetFieldValue<string[]>(NoticeRows.Count));
            notices.Add(notice);
        }

        return notices;
    }
}
