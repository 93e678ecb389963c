using System.ComponentModel.DataAnnotations;

namespace Tollgate.Metering.Persistence;

/// <summary>How far ahead partitions are made, and how long they are kept. Section <c>Partitions</c>.</summary>
public sealed class PartitionOptions
{
    /// <summary>Days that have their partitions before they begin.</summary>
    [Range(1, 60)]
    public int DaysAhead { get; set; } = 7;

    /// <summary>
    /// Days that the hold history is kept, and with it the proof that no budget was exceeded. Money and tokens are kept for good: this is the
    /// history of what was held, not of what was used.
    /// </summary>
    [Range(2, 3660)]
    public int HoldHistoryDays { get; set; } = 92;

    /// <summary>How often it is looked after.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);
}
