using System.ComponentModel.DataAnnotations;

namespace Tollgate.Billing.Experiments;

/// <summary>Settings of price experiments, section <c>Experiments</c>.</summary>
public sealed class ExperimentsOptions
{
    /// <summary>How often experiments are judged and tenants of those that are over brought back.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromMinutes(10);
}
