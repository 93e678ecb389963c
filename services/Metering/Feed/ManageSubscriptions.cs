using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Webhooks;

namespace Tollgate.Metering.Feed;

/// <summary>Makes, lists and removes subscriptions, rotates their secrets, and sends the past again.</summary>
internal sealed class ManageSubscriptions(
    NpgsqlDataSource database, WebhookEndpoints endpoints, FeedSignal signal, ILogger<ManageSubscriptions> logger)
{
    private const int MaxDescription = 200;

    public async Task<(Subscription Subscription, WebhookSecret? Secret)> CreateAsync(FeedSubscription? request, CancellationToken cancellationToken)
    {
        var wanted = request ?? new FeedSubscription();
        var rules = new Validation();
        var id = RequireId(rules, wanted.SubscriptionId, "subscription.subscription_id");
        rules.Require(!wanted.TenantId.Contains('\0'), "subscription.tenant_id", "is not a tenant id");
        rules.Require(wanted.Description.Length <= MaxDescription && !wanted.Description.Contains('\0'), "subscription.description", "must be text of at most 200 characters");
        rules.Require(wanted.Position >= 0, "subscription.position", "must not be negative");
        var url = endpoints.Check(rules, wanted.Url, "subscription.url");
        rules.ThrowIfInvalid();

        var endpoint = new WebhookEndpoint
        {
            EndpointId = id,
            Purpose = Subscription.Purpose,
            Owner = wanted.TenantId,
            Url = url!,
            Description = wanted.Description,
            Ordered = true,
        };
        if (await FindAsync(id, cancellationToken) is { } known)
            return (Same(known, endpoint), null);
        try
        {
            var secret = await Transactions.RunAsync(database, transaction => InsertAsync(transaction, endpoint, wanted.Position, cancellationToken), cancellationToken);
            signal.Raise();
            return ((await FindAsync(id, cancellationToken))!, secret);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation && error.SchemaName == "webhooks")
        {
            // Lost a race against the same id, or the id is an endpoint of another purpose.
            var winner = await FindAsync(id, cancellationToken);
            return winner is null ? throw Exists(id) : (Same(winner, endpoint), null);
        }
    }

    public async Task<IReadOnlyList<Subscription>> ListAsync(string tenantId, CancellationToken cancellationToken)
    {
        var found = await endpoints.ListAsync(Subscription.Purpose, tenantId.Length == 0 ? null : tenantId, cancellationToken);
        var positions = new Dictionary<Guid, long>();
        await using var query = database.CreateCommand("SELECT endpoint_id, position FROM usage_feed_subscriptions WHERE endpoint_id = ANY($1)");
        query.Parameters.AddValue(found.Select(endpoint => endpoint.EndpointId).ToArray());
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            positions.Add(rows.GetGuid(0), rows.GetInt64(1));
        return [.. found.Where(endpoint => positions.ContainsKey(endpoint.EndpointId)).Select(endpoint => new Subscription(endpoint, positions[endpoint.EndpointId]))];
    }

    public async Task DeleteAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        if (await FindAsync(IdOf(subscriptionId), cancellationToken) is { } known)
            await endpoints.DeleteAsync(known.Endpoint.EndpointId, cancellationToken);
    }

    public async Task<WebhookSecret> RotateSecretAsync(string subscriptionId, CancellationToken cancellationToken)
    {
        var known = await GetAsync(IdOf(subscriptionId), cancellationToken);
        return await endpoints.RotateSecretAsync(known.Endpoint.EndpointId, cancellationToken) ?? throw NotFound(known.Endpoint.EndpointId);
    }

    public async Task<Subscription> ReplayAsync(string subscriptionId, long afterPosition, CancellationToken cancellationToken)
    {
        var rules = new Validation();
        var id = RequireId(rules, subscriptionId, "subscription_id");
        rules.Require(afterPosition >= 0, "after_position", "must not be negative");
        rules.ThrowIfInvalid();
        var known = await GetAsync(id, cancellationToken);
        if (afterPosition > known.Position)
        {
            rules.Require(false, "after_position", $"must not be after {known.Position}, where the subscription is");
            rules.ThrowIfInvalid();
        }

        await Transactions.RunAsync(
            database,
            async transaction =>
            {
                // The row first: who prepares webhooks holds it too.
                await using var move = new NpgsqlCommand(
                    "UPDATE usage_feed_subscriptions SET position = $2 WHERE endpoint_id = $1", transaction.Connection, transaction);
                move.Parameters.AddValue(id);
                move.Parameters.AddValue(afterPosition);
                await move.ExecuteNonQueryAsync(cancellationToken);
                await WebhookOutbox.ClearAsync(transaction, id, cancellationToken);
                await endpoints.EnableAsync(transaction, id, cancellationToken);
                return id;
            },
            cancellationToken);
        FeedLog.Replayed(logger, id, known.Endpoint.Owner, afterPosition);
        signal.Raise();
        return await GetAsync(id, cancellationToken);
    }

    private async Task<WebhookSecret> InsertAsync(
        NpgsqlTransaction transaction, WebhookEndpoint endpoint, long position, CancellationToken cancellationToken)
    {
        var secret = await endpoints.AddAsync(transaction, endpoint, cancellationToken);
        await using var insert = new NpgsqlCommand(
            "INSERT INTO usage_feed_subscriptions (endpoint_id, position) VALUES ($1, $2)", transaction.Connection, transaction);
        insert.Parameters.AddValue(endpoint.EndpointId);
        insert.Parameters.AddValue(position);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return secret;
    }

    private async Task<Subscription> GetAsync(Guid id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) ?? throw NotFound(id);

    private async Task<Subscription?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await endpoints.FindAsync(Subscription.Purpose, id, cancellationToken) is not { } endpoint)
            return null;
        await using var query = database.CreateCommand("SELECT position FROM usage_feed_subscriptions WHERE endpoint_id = $1");
        query.Parameters.AddValue(id);
        return await query.ExecuteScalarAsync(cancellationToken) is long position ? new Subscription(endpoint, position) : null;
    }

    private static Subscription Same(Subscription known, WebhookEndpoint wanted) =>
        (known.Endpoint.Owner, known.Endpoint.Url, known.Endpoint.Description) == (wanted.Owner, wanted.Url, wanted.Description)
            ? known
            : throw Exists(wanted.EndpointId);

    private static Guid IdOf(string text)
    {
        var rules = new Validation();
        var id = RequireId(rules, text, "subscription_id");
        rules.ThrowIfInvalid();
        return id;
    }

    private static Guid RequireId(Validation rules, string text, string field)
    {
        rules.Require(Guid.TryParse(text, out var id) && id != Guid.Empty, field, "must be a UUID");
        return id;
    }

    private static TollgateException Exists(Guid id) =>
        TollgateException.AlreadyExists("SUBSCRIPTION_EXISTS", $"Subscription '{id}' exists with other settings.");

    private static TollgateException NotFound(Guid id) =>
        TollgateException.NotFound("SUBSCRIPTION_NOT_FOUND", $"There is no subscription '{id}'.");
}
