using System.ComponentModel.DataAnnotations;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>When days are sealed for the audit. Section <c>Seals</c>.</summary>
public sealed class SealOptions
{
    /// <summary>How long after its end a day is left alone: most of what comes late comes by then.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "31.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often it is looked for days to seal: those that have ended, and those whose seal was broken.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);
}
