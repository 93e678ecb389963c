using System.ComponentModel.DataAnnotations;

namespace Tollgate.Billing.Credits;

/// <summary>Settings of credit, section <c>Credits</c>.</summary>
public sealed class CreditOptions
{
    /// <summary>How often grants that have expired are looked for and written off. What has expired cannot be used in any case.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan ExpireEvery { get; set; } = TimeSpan.FromMinutes(1);
}
