using System.ComponentModel.DataAnnotations;

namespace Tollgate.Intake.Budgets;

/// <summary>How budgets past a threshold are known. Section <c>Budgets</c>.</summary>
public sealed class BudgetsOptions
{
    /// <summary>How often Metering is asked for broadcasts that were missed and thresholds that are over.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long it may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);
}
