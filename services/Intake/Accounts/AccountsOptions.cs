using System.ComponentModel.DataAnnotations;

namespace Tollgate.Intake.Accounts;

/// <summary>How fresh the configuration in memory is.</summary>
internal sealed class AccountsOptions
{
    /// <summary>How often changes are looked for; with a broadcast lost, a revoked key stops within this.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:10")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMilliseconds(500);
}
