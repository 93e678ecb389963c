using Npgsql;
using Tollgate.Billing.Ledger;
using Tollgate.Billing.Subscriptions;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Credits;

/// <summary>Gives a tenant credit and books it. Asking again under the same request id changes nothing.</summary>
internal sealed class GrantCredit(NpgsqlDataSource database)
{
    private const string Known = $"select {CreditStore.Columns} from credit_grants where tenant_id = $1 and request_id = $2";

    public async Task<CreditGrant> ExecuteAsync(CreditGrant wanted, string requestId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (_, now) = await SubscriptionStore.LockAsync(transaction, wanted.TenantId, cancellationToken);
        if (await FindAsync(transaction, wanted.TenantId, requestId, cancellationToken) is { } known)
        {
            var same = known with { GrantId = wanted.GrantId, Used = 0, Expired = 0, GrantTime = wanted.GrantTime } == wanted;
            return same ? known : throw TollgateException.AlreadyExists("REQUEST_ID_REUSED", $"Request id '{requestId}' was used for another grant.");
        }

        if (!wanted.IsUsableAt(now))
            throw TollgateException.InvalidArgument(Reasons.InvalidRequest, "expire_time: must be in the future", new FieldViolation("expire_time", "must be in the future"));
        await CreditStore.InsertAsync(transaction, wanted, requestId, cancellationToken);
        await LedgerWriter.AppendAsync(transaction, [Booking(wanted)], cancellationToken);
        var granted = await FindAsync(transaction, wanted.TenantId, requestId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return granted!;
    }

    private static JournalEntry Booking(CreditGrant grant) => new()
    {
        Key = $"grant/{grant.GrantId}",
        TenantId = grant.TenantId,
        Source = JournalSources.Grant,
        SourceId = grant.GrantId.ToString(),
        Currency = grant.Currency,
        Postings = grant.IsPurchased
            ? [new(Account.Cash, grant.Amount), new(Account.PrepaidCredit, -grant.Amount)]
            : [new(Account.PromotionExpense, grant.Amount), new(Account.PromotionalCredit, -grant.Amount)],
    };

    private static async Task<CreditGrant?> FindAsync(
        NpgsqlTransaction transaction, string tenantId, string requestId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Known, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = requestId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? CreditStore.Read(reader) : null;
    }
}
