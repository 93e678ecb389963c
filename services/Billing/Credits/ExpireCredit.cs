using System.Globalization;
using Npgsql;
using Tollgate.Billing.Ledger;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Credits;

/// <summary>
/// Writes off what is left of expired grants. Attempts that began before may still use it, so a grant waits until every hold from before its
/// expiry has ended.
/// </summary>
internal sealed class ExpireCredit(NpgsqlDataSource database)
{
    private const string Due =
        "select distinct tenant_id from credit_grants where expire_time <= clock_timestamp() and amount > used + expired";

    private const string Expire =
        $"""
        with due as (
            select g.grant_id as due_id, g.amount - g.used - g.expired as lost from credit_grants g
            where g.tenant_id = $1 and g.expire_time <= clock_timestamp() and g.amount > g.used + g.expired
                and not exists (select 1 from credit_holds h where h.tenant_id = $1 and h.state = 1 and h.hold_time < g.expire_time))
        update credit_grants set expired = expired + due.lost from due where grant_id = due.due_id
        returning {CreditStore.Columns}, due.lost
        """;

    /// <summary>Returns how many grants were written off.</summary>
    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var tenants = new List<string>();
        await using (var query = database.CreateCommand(Due))
        await using (var reader = await query.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                tenants.Add(reader.GetString(0));
        }

        var expired = 0;
        foreach (var tenant in tenants)
            expired += await ExpireAsync(tenant, cancellationToken);
        return expired;
    }

    private async Task<int> ExpireAsync(string tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await SubscriptionStore.LockAsync(transaction, tenantId, cancellationToken);
        var bookings = new List<JournalEntry>();
        await using (var expire = new NpgsqlCommand(Expire, connection, transaction))
        {
            expire.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
            await using var reader = await expire.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                bookings.Add(Booking(CreditStore.Read(reader), reader.GetDecimal(11)));
        }

        await LedgerWriter.AppendAsync(transaction, bookings, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return bookings.Count;
    }

    // A correction may give back to a grant that has expired: what it gave back expires in an entry of its own.
    private static JournalEntry Booking(CreditGrant grant, decimal lost) => new()
    {
        Key = string.Create(CultureInfo.InvariantCulture, $"expiry/{grant.GrantId}/{grant.Expired}"),
        TenantId = grant.TenantId,
        Source = JournalSources.Expiry,
        SourceId = grant.GrantId.ToString(),
        Currency = grant.Currency,
        Postings = grant.IsPurchased
            ? [new(Account.PrepaidCredit, lost), new(Account.Breakage, -lost)]
            : [new(Account.PromotionalCredit, lost), new(Account.PromotionExpense, -lost)],
    };
}
