using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Persistence;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Charges;

/// <summary>Comparisons, each as it was found last.</summary>
internal sealed class ListComparisons(NpgsqlDataSource database)
{
    private const string Select = """
        SELECT * FROM (
            SELECT DISTINCT ON (day, endpoint, line_item) endpoint, day, line_item, revision, charged_currency, charged_nanos, currency,
                settled_nanos, unattributed_nanos, tolerance_nanos, usage_nanos, explanation, price_versions, adjusted_nanos, compared_at
            FROM charge_comparisons
            WHERE (day + 1)::timestamp AT TIME ZONE 'UTC' > $1 AND day::timestamp AT TIME ZONE 'UTC' < $2
            ORDER BY day, endpoint, line_item, revision DESC) c
        WHERE NOT $3 OR explanation <> ALL ($4) ORDER BY day, endpoint, line_item
        """;

    private static readonly short[] Agreed = [(short)ChargeExplanation.Agrees, (short)ChargeExplanation.Rounding];

    public async Task<ListChargeComparisonsResponse> HandleAsync(ListChargeComparisonsRequest request, CancellationToken cancellationToken)
    {
        var (from, to) = (request.StartTime?.ToDateTimeOffset(), request.EndTime?.ToDateTimeOffset());
        var rules = new Validation();
        rules.Require(from is null || to is null || from < to, "end_time", "must be after start_time");
        rules.ThrowIfInvalid();

        await using var query = database.CreateCommand(Select);
        query.Parameters.AddValue((from ?? DateTimeOffset.MinValue).UtcDateTime);
        query.Parameters.AddValue((to ?? DateTimeOffset.MaxValue).UtcDateTime);
        query.Parameters.AddValue(request.OnlyDifferences);
        query.Parameters.AddValue(Agreed);
        var response = new ListChargeComparisonsResponse();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            response.Comparisons.Add(Read(rows));
        return response;
    }

    private static ChargeComparison Read(NpgsqlDataReader row)
    {
        var currency = row.GetString(6);
        Money Ours(int column) => new() { Currency = currency, Nanos = row.GetInt64(column) };
        return new ChargeComparison
        {
            Endpoint = row.GetString(0),
            Day = SettledDays.StartOf(row.GetFieldValue<DateOnly>(1)).ToTimestamp(),
            LineItem = row.GetString(2),
            Revision = row.GetInt32(3),
            Charged = new Money { Currency = row.GetString(4), Nanos = row.GetInt64(5) },
            Settled = Ours(7),
            Unattributed = Ours(8),
            Tolerance = Ours(9),
            UsageDifference = Ours(10),
            Explanation = (ChargeExplanation)row.GetInt16(11),
            PriceVersions = { row.GetFieldValue<string[]>(12) },
            Adjusted = Ours(13),
            CompareTime = row.GetFieldValue<DateTimeOffset>(14).ToTimestamp(),
        };
    }
}
