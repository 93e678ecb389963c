using System.ComponentModel.DataAnnotations;

namespace Tollgate.Routing.Thresholds;

/// <summary>How thresholds are kept up to date. Section <c>Thresholds</c>.</summary>
public sealed class ThresholdsOptions
{
    /// <summary>How often Metering is asked for broadcasts that were missed and thresholds that are over, 100 milliseconds to a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long it may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Tokens that a model may generate while a budget asks for less.</summary>
    [Range(1, 1_000_000)]
    public int CappedOutputTokens { get; set; } = 256;
}
