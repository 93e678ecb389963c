using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tiers;

/// <summary>How long tenants' usage is kept.</summary>
internal sealed class TierRules(NpgsqlDataSource database, IOptions<TiersOptions> options)
{
    private const int LongestDays = 36_600;

    public async Task<TierRule> SetAsync(TierRule? rule, CancellationToken cancellationToken)
    {
        var rules = new Validation();
        if (rules.Require(rule is not null, "rule", "is required"))
        {
            rules.Require(
                rule!.WarmDays > options.Value.HotDays, "rule.warm_days", $"must be more than {options.Value.HotDays}: until then usage is in the database");
            rules.Require(rule.KeepDays > rule.WarmDays && rule.KeepDays <= LongestDays, "rule.keep_days", $"must be more than warm_days and at most {LongestDays}");
        }

        rules.ThrowIfInvalid();
        TenantRules.Require(rule!.TenantId);
        await using var save = database.CreateCommand(
            """
            INSERT INTO usage_tier_rules (tenant_id, warm_days, keep_days) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id) DO UPDATE SET warm_days = EXCLUDED.warm_days, keep_days = EXCLUDED.keep_days, updated_at = clock_timestamp()
            """);
        save.Parameters.AddValue(rule.TenantId);
        save.Parameters.AddValue(rule.WarmDays);
        save.Parameters.AddValue(rule.KeepDays);
        await save.ExecuteNonQueryAsync(cancellationToken);
        return rule;
    }

    public async Task<IReadOnlyList<TierRule>> ListAsync(CancellationToken cancellationToken)
    {
        var list = new List<TierRule> { new() { WarmDays = options.Value.WarmDays, KeepDays = options.Value.KeepDays } };
        await using var query = database.CreateCommand("SELECT tenant_id, warm_days, keep_days FROM usage_tier_rules ORDER BY tenant_id");
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            list.Add(new TierRule { TenantId = row.GetString(0), WarmDays = row.GetInt32(1), KeepDays = row.GetInt32(2) });
        return list;
    }
}
