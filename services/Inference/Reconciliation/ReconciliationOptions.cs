using System.ComponentModel.DataAnnotations;

namespace Tollgate.Inference.Reconciliation;

/// <summary>
/// Settings of reconciling with the usage reports of providers that cannot be asked about a single call, section <c>Reconciliation</c>.
/// </summary>
public sealed class ReconciliationOptions
{
    /// <summary>How often reports are read.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long after a minute its report is believed to be complete. A minute is reconciled once: longer is safer than shorter.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "3.00:00:00")]
    public TimeSpan Delay { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How far back an endpoint is reconciled that never was before.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan Lookback { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How far a provider's clock may be from ours. A call is looked for in every minute in which the provider may have received it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:20")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The tenant under which calls are recorded that no tenant of ours made. The platform pays for them.</summary>
    [Required, RegularExpression("[a-z0-9-]{1,63}")]
    public string UnattributedTenant { get; set; } = "unattributed";
}
