using System.ComponentModel.DataAnnotations;

namespace Tollgate.Metering.Persistence;

/// <summary>How far ahead partitions are made. Section <c>Partitions</c>.</summary>
public sealed class PartitionOptions
{
    /// <summary>Days that have their partitions before they begin.</summary>
    [Range(1, 60)]
    public int DaysAhead { get; set; } = 7;

    /// <summary>How often it is looked after.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);
}
