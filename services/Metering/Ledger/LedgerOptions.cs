using System.ComponentModel.DataAnnotations;

namespace Tollgate.Metering.Ledger;

/// <summary>What the ledger takes. Section <c>Ledger</c>.</summary>
public sealed class LedgerOptions
{
    /// <summary>Currency of every cost in the books, ISO 4217. Holds, usage and budgets in another are refused: nothing here converts.</summary>
    [Required, RegularExpression("[A-Z]{3}")]
    public string Currency { get; set; } = "USD";

    /// <summary>Events recorded in one transaction at most (a larger message is still one transaction).</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 4000;

    /// <summary>An attempt that began longer ago is not believed.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "400.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(35);

    /// <summary>An attempt that is this far in the future is not believed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxAhead { get; set; } = TimeSpan.FromMinutes(5);
}
