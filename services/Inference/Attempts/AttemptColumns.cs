using System.Globalization;
using Npgsql;
using Tollgate.Contracts.Common.V1;

namespace Tollgate.Inference.Attempts;

/// <summary>Rows to intents and back, where a column is not simply a property.</summary>
internal static class AttemptColumns
{
    /// <summary>Number of columns in <see cref="Intent"/>.</summary>
    public const int IntentCount = 25;

    /// <summary>The columns <see cref="ReadIntent"/> expects, in its order.</summary>
    public const string Intent = """
        attempt_id, owner, epoch, operation_id, tenant_id, assistant_id, user_id, api_key_id, environment, operation, provider, model,
        endpoint, payer, origins, held_input, held_output, held_nanos, currency, price_version, traceparent, start_time,
        start_by - start_time, deadline - start_time, sliced
        """;

    public static string ToArrayText(OriginCounts origins) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{{origins.System},{origins.History},{origins.Retrieved},{origins.User},{origins.ToolSchema},{origins.ToolResult}}}");

    public static AttemptIntent ReadIntent(NpgsqlDataReader row) => new()
    {
        AttemptId = row.GetGuid(0),
        Owner = new OwnerEpoch(row.GetString(1), row.GetInt64(2)),
        OperationId = row.GetGuid(3),
        Caller = new Caller
        {
            TenantId = row.GetString(4),
            AssistantId = row.GetString(5),
            UserId = row.GetString(6),
            ApiKeyId = row.GetString(7),
            Environment = row.GetString(8),
        },
        Operation = row.GetString(9),
        Provider = row.GetString(10),
        Model = row.GetString(11),
        Endpoint = row.GetString(12),
        Payer = (Payer)row.GetInt16(13),
        Origins = ToOrigins(row.GetFieldValue<long[]>(14)),
        WorstCase = new WorstCase(row.GetInt64(15), row.GetInt64(16), row.GetInt64(17), row.GetString(18), row.GetString(19)),
        TraceParent = row.IsDBNull(20) ? null : row.GetString(20),
        StartTime = row.GetFieldValue<DateTimeOffset>(21),
        StartWithin = row.GetTimeSpan(22),
        EndWithin = row.GetTimeSpan(23),
        IsSliced = row.GetBoolean(24),
    };

    private static OriginCounts ToOrigins(long[] counts) => new()
    {
        System = counts[0],
        History = counts[1],
        Retrieved = counts[2],
        User = counts[3],
        ToolSchema = counts[4],
        ToolResult = counts[5],
    };
}
