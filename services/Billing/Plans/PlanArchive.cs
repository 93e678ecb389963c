using System.Collections.Concurrent;
using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Plans;

/// <summary>
/// Every version of every plan that was ever in force, so that a subscription is billed by the terms it began with, long after the file
/// has moved on.
/// </summary>
public sealed class PlanArchive(NpgsqlDataSource database, PlanCatalogue catalogue) : IHostedService
{
    private const string Insert =
        """
        insert into plan_versions (plan_id, version, document, effective_from, effective_to, published)
        values ($1, $2, $3, $4, $5, $6) on conflict do nothing
        """;

    private readonly ConcurrentDictionary<(string PlanId, string Version), Plan> plans = new(
        catalogue.Files.Select(file => KeyValuePair.Create((file.Plan.PlanId, file.Plan.Version), file.Plan)));

    /// <summary>Files the plans in force. Stops the start when a version that is in use would change its terms.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var file in catalogue.Files)
        {
            if (!await FileAsync(connection, file, published: false, cancellationToken))
                throw new InvalidPlanException(file.Plan.PlanId, [$"version {file.Plan.Version} was published with other terms; a change needs a new version"]);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>That version of the plan.</summary>
    public async ValueTask<Plan> GetAsync(string planId, string version, CancellationToken cancellationToken)
    {
        if (plans.TryGetValue((planId, version), out var known))
            return known;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var json = await LoadAsync(connection, planId, version, cancellationToken)
            ?? throw new InvalidOperationException($"Plan {planId} version {version} is in use and not in the archive.");
        return plans.GetOrAdd((planId, version), PlanReader.Read($"{planId} {version}", json));
    }

    /// <summary>Files a version, in the caller's transaction if there is one. False when it is there with other terms.</summary>
    internal static async Task<bool> FileAsync(NpgsqlConnection connection, PlanFile file, bool published, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, connection);
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = file.Plan.PlanId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = file.Plan.Version });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = file.Json, NpgsqlDbType = NpgsqlDbType.Jsonb });
        insert.Parameters.Add(SubscriptionStore.Time(file.Plan.EffectiveFrom));
        insert.Parameters.Add(SubscriptionStore.Time(file.Plan.EffectiveTo));
        insert.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = published });
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return SameTerms((await LoadAsync(connection, file.Plan.PlanId, file.Plan.Version, cancellationToken))!, file.Json);
    }

    /// <summary>Plan id, version, begin and end, beginning at a column.</summary>
    internal static async Task<PlanOffer> ReadOfferAsync(NpgsqlDataReader reader, int from, CancellationToken cancellationToken) => new(
        reader.GetString(from), reader.GetString(from + 1), Instant.FromDateTimeUtc(reader.GetDateTime(from + 2)),
        await reader.IsDBNullAsync(from + 3, cancellationToken) ? null : Instant.FromDateTimeUtc(reader.GetDateTime(from + 3)));

    private static async Task<string?> LoadAsync(NpgsqlConnection connection, string planId, string version, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand("select document::text from plan_versions where plan_id = $1 and version = $2", connection);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = planId });
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = version });
        return (string?)await query.ExecuteScalarAsync(cancellationToken);
    }

    private static bool SameTerms(string left, string right)
    {
        using var one = JsonDocument.Parse(left);
        using var other = JsonDocument.Parse(right);
        return JsonElement.DeepEquals(one.RootElement, other.RootElement);
    }
}
