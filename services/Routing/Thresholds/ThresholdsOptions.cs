using System.ComponentModel.DataAnnotations;

namespace Tollgate.Routing.Thresholds;

/// <summary>How thresholds are kept up to date. Section <c>Thresholds</c>.</summary>
public sealed class ThresholdsOptions
{
    /// <summary>How often the table is read for broadcasts that were missed, 100 milliseconds to a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(3);
}
