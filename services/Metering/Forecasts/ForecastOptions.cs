using System.ComponentModel.DataAnnotations;

namespace Tollgate.Metering.Forecasts;

/// <summary>What forecasts are made from. Section <c>Forecasts</c>.</summary>
public sealed class ForecastOptions
{
    /// <summary>Days of history. Eight weeks know every hour of the week eight times and can judge a forecast of a month.</summary>
    [Range(7, 400)]
    public int HistoryDays { get; set; } = 56;

    /// <summary>
    /// Days of history for budgets of an API key. Rollups are not kept by key, so these are read from the ledger's entries, and cost as much as
    /// the tenant has entries.
    /// </summary>
    [Range(1, 100)]
    public int KeyHistoryDays { get; set; } = 14;
}
