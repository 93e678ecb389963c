using System.Globalization;
using Npgsql;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Persistence;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Inference.Charges;

/// <summary>Writes what was found of a day and line when it is not what was found before, with the news of what it adds, in one transaction.</summary>
internal sealed class ComparisonStore(NpgsqlDataSource database, Outbox outbox)
{
    private const string Last = """
        SELECT revision, charged_currency, charged_nanos, currency, settled_nanos, unattributed_nanos, usage_nanos, explanation, adjusted_nanos
        FROM charge_comparisons WHERE endpoint = $1 AND day = $2 AND line_item = $3 ORDER BY revision DESC LIMIT 1
        """;

    private const string Insert = """
        INSERT INTO charge_comparisons (endpoint, day, line_item, revision, charged_currency, charged_nanos, currency, settled_nanos,
            unattributed_nanos, tolerance_nanos, usage_nanos, explanation, price_versions, adjusted_nanos)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>The revision that was written; null when nothing is new, or another replica was first.</summary>
    public async Task<int?> WriteAsync(string endpoint, ComparedCharge found, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (revision, adjusted, isSame) = await LastAsync(transaction, endpoint, found, cancellationToken);
        if (isSame || !await InsertAsync(transaction, endpoint, found, revision + 1, cancellationToken))
            return null;

        var more = checked(found.AdjustedNanos - adjusted);
        if (more != 0)
        {
            var news = News(endpoint, found, revision + 1, more);
            await outbox.AddAsync(transaction, news.EventId, news, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return revision + 1;
    }

    private static ChargeDifferenceFound News(string endpoint, ComparedCharge found, int revision, long more)
    {
        var start = SettledDays.StartOf(found.Of.Day);
        return new ChargeDifferenceFound
        {
            EventId = EventIds.From(
                $"{endpoint}/{found.Of.LineItem}", string.Create(CultureInfo.InvariantCulture, $"charge/{found.Of.Day:yyyy-MM-dd}/{revision}")),
            Endpoint = endpoint,
            LineItem = found.Of.LineItem,
            StartTime = start,
            EndTime = start.AddDays(1),
            CostNanos = more,
            Currency = found.Currency,
            Explanation = found.Explanation.ToString(),
        };
    }

    private static async Task<(int Revision, long AdjustedNanos, bool IsSame)> LastAsync(
        NpgsqlTransaction transaction, string endpoint, ComparedCharge found, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Last, transaction.Connection, transaction);
        AddKey(query.Parameters, endpoint, found);
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return (0, 0, false);
        var before = (
            row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), (ChargeExplanation)row.GetInt16(7),
            row.GetInt64(8));
        var now = (
            found.Of.ChargedCurrency, found.Of.ChargedNanos, found.Currency, found.Of.Settled.CostNanos, found.Of.Settled.UnattributedNanos,
            found.UsageNanos, found.Explanation, found.AdjustedNanos);
        return (row.GetInt32(0), row.GetInt64(8), before == now);
    }

    private static async Task<bool> InsertAsync(
        NpgsqlTransaction transaction, string endpoint, ComparedCharge found, int revision, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction);
        AddKey(insert.Parameters, endpoint, found);
        insert.Parameters.AddValue(revision);
        insert.Parameters.AddValue(found.Of.ChargedCurrency);
        insert.Parameters.AddValue(found.Of.ChargedNanos);
        insert.Parameters.AddValue(found.Currency);
        insert.Parameters.AddValue(found.Of.Settled.CostNanos);
        insert.Parameters.AddValue(found.Of.Settled.UnattributedNanos);
        insert.Parameters.AddValue(found.ToleranceNanos);
        insert.Parameters.AddValue(found.UsageNanos);
        insert.Parameters.AddValue((short)found.Explanation);
        insert.Parameters.AddValue(found.Of.Settled.PriceVersions.ToArray());
        insert.Parameters.AddValue(found.AdjustedNanos);
        return await insert.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static void AddKey(NpgsqlParameterCollection parameters, string endpoint, ComparedCharge found)
    {
        parameters.AddValue(endpoint);
        parameters.AddValue(found.Of.Day);
        parameters.AddValue(found.Of.LineItem);
    }
}
