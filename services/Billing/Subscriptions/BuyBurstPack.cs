using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;

namespace Tollgate.Billing.Subscriptions;

/// <summary>A burst pack that a tenant has bought.</summary>
internal sealed record PackPurchase(Guid PurchaseId, string PackId, string DisplayName, string ChargeId, long Quantity, decimal Price, Instant Time);

/// <summary>Buys more of what a charge includes, for the current segment. The same request again buys nothing more.</summary>
internal sealed class BuyBurstPack(NpgsqlDataSource database, PlanArchive archive)
{
    private const string Insert =
        """
        insert into pack_purchases (purchase_id, subscription_id, period_start, pack_id, display_name, charge_id, quantity, price, purchase_time)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    public async Task ExecuteAsync(string tenantId, string packId, string requestId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (found, now) = await SubscriptionStore.LockAsync(transaction, tenantId, cancellationToken);
        var subscription = found ?? throw SubscriptionErrors.NotSubscribed(tenantId);
        if (!await SubscriptionStore.BeginRequestAsync(transaction, tenantId, requestId, $"pack {packId}", cancellationToken))
            return;
        if (!subscription.Covers(now))
            throw SubscriptionErrors.Ended();

        var segment = subscription.SegmentAt(now);
        var plan = await archive.GetAsync(segment.PlanId, segment.PlanVersion, cancellationToken);
        var pack = plan.BurstPacks.FirstOrDefault(pack => pack.PackId == packId) ?? throw SubscriptionErrors.UnknownPack(packId);
        await using var insert = new NpgsqlCommand(Insert, connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(now.ToDateTimeOffset()) });
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscription.SubscriptionId });
        insert.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = segment.Start.ToDateTimeUtc() });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pack.PackId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pack.DisplayName });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pack.ChargeId });
        insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = pack.Quantity });
        insert.Parameters.Add(new NpgsqlParameter<decimal> { TypedValue = pack.Price });
        insert.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.ToDateTimeUtc() });
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
