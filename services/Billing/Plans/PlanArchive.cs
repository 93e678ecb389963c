using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Tollgate.Billing.Plans;

/// <summary>
/// Every version of every plan that was ever in force, so that a subscription is billed by the terms it began with, long after the file
/// has moved on.
/// </summary>
public sealed class PlanArchive(NpgsqlDataSource database, PlanCatalogue catalogue) : IHostedService
{
    private readonly ConcurrentDictionary<(string PlanId, string Version), Plan> plans = new(
        catalogue.Files.Select(file => KeyValuePair.Create((file.Plan.PlanId, file.Plan.Version), file.Plan)));

    /// <summary>Files the plans in force. Stops the start when a version that is in use would change its terms.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var file in catalogue.Files)
        {
            await using var insert = database.CreateCommand("insert into plan_versions (plan_id, version, document) values ($1, $2, $3) on conflict do nothing");
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = file.Plan.PlanId });
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = file.Plan.Version });
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = file.Json, NpgsqlDbType = NpgsqlDbType.Jsonb });
            await insert.ExecuteNonQueryAsync(cancellationToken);

            var filed = await LoadAsync(file.Plan.PlanId, file.Plan.Version, cancellationToken);
            if (!SameTerms(filed!, file.Json))
                throw new InvalidPlanException(file.Plan.PlanId, [$"version {file.Plan.Version} was published with other terms; a change needs a new version"]);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>That version of the plan.</summary>
    public async ValueTask<Plan> GetAsync(string planId, string version, CancellationToken cancellationToken)
    {
        if (plans.TryGetValue((planId, version), out var known))
            return known;
        var json = await LoadAsync(planId, version, cancellationToken)
            ?? throw new InvalidOperationException($"Plan {planId} version {version} is in use and not in the archive.");
        return plans.GetOrAdd((planId, version), PlanReader.Read($"{planId} {version}", json));
    }

    private async Task<string?> LoadAsync(string planId, string version, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand("select document::text from plan_versions where plan_id = $1 and version = $2");
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
