using System.ComponentModel.DataAnnotations;

namespace Tollgate.Billing.Entitlements;

/// <summary>Settings of entitlements, section <c>Entitlements</c>.</summary>
public sealed class EntitlementsOptions
{
    /// <summary>How often tenants are looked for whose plan became another one by time alone. Until then requests are admitted by the one before.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan RaiseEvery { get; set; } = TimeSpan.FromSeconds(10);
}
