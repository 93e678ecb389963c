using Npgsql;
using NpgsqlTypes;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Routing.Thresholds;

/// <summary>The thresholds table, so that a restarted replica knows what was broadcast while it was away.</summary>
internal sealed class ThresholdStore(NpgsqlDataSource database)
{
    // The latest crossing counts, in whatever order they arrive.
    private const string Upsert =
        """
        insert into cheaper_model_thresholds (tenant_id, budget_id, scope, scope_id, period_end, cross_time)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (tenant_id, budget_id) do update
        set scope = excluded.scope, scope_id = excluded.scope_id, period_end = excluded.period_end, cross_time = excluded.cross_time
        where cheaper_model_thresholds.cross_time < excluded.cross_time
        """;

    private const string SelectActive =
        "select tenant_id, budget_id, scope, scope_id, period_end, cross_time from cheaper_model_thresholds where period_end is null or period_end > $1";

    public async Task SaveAsync(CheaperModelThreshold threshold, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Upsert);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = threshold.TenantId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = threshold.BudgetId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)threshold.Scope });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = threshold.ScopeId });
        command.Parameters.Add(new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlDbType.TimestampTz,
            Value = threshold.PeriodEnd is { } end ? end.UtcDateTime : DBNull.Value,
        });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = threshold.CrossTime.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<CheaperModelThreshold>> LoadActiveAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(SelectActive);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var thresholds = new List<CheaperModelThreshold>();
        while (await reader.ReadAsync(cancellationToken))
        {
            thresholds.Add(new(
                reader.GetString(0), reader.GetString(1), (BudgetScope)reader.GetInt32(2), reader.GetString(3),
                await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return thresholds;
    }
}
