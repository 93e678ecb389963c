using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;

namespace Tollgate.Metering.Costs;

/// <summary>
/// Enters what a provider charges for a day beyond settled usage as a cost beside it, shared out by what tenants used, once by event id. What
/// cannot be believed is set aside.
/// </summary>
internal sealed class EnterChargeDifference(NpgsqlDataSource database, IOptions<LedgerOptions> ledger, ILogger<EnterChargeDifference> logger)
{
    /// <summary>What such an item is.</summary>
    public const string Category = "provider_difference";

    private const int LongestDescription = 500;

    public async Task HandleAsync(ChargeDifferenceFound fact, CancellationToken cancellationToken)
    {
        if (Check(fact) is { } reason)
        {
            await SetAsideAsync(fact, reason, cancellationToken);
            return;
        }

        await CostItemStore.InsertAsync(
            database,
            new StoredCostItem(
                string.Create(CultureInfo.InvariantCulture, $"charge-{fact.EventId:N}"),
                Category,
                Describe(fact),
                "",
                fact.CostNanos,
                fact.StartTime,
                fact.EndTime,
                CostAllocation.UsageCost),
            cancellationToken);
    }

    private string? Check(ChargeDifferenceFound fact) =>
        fact.Currency != ledger.Value.Currency ? "UNKNOWN_CURRENCY"
        : fact.EndTime <= fact.StartTime ? "IMPLAUSIBLE_TIME"
        : fact.LineItem.Contains('\0') || fact.Endpoint.Contains('\0') ? "UNSTORABLE_NAME"
        : null;

    private async Task SetAsideAsync(ChargeDifferenceFound fact, string reason, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        Quarantine.AddTo(batch, [Quarantine.Of(fact, reason)]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        CostsLog.Quarantined(logger, fact.EventId, reason);
    }

    private static string Describe(ChargeDifferenceFound fact)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{fact.Endpoint} charges otherwise for {fact.LineItem} on {fact.StartTime:yyyy-MM-dd}: {fact.Explanation}");
        return text.Length <= LongestDescription ? text : text[..LongestDescription];
    }
}
