using System.ComponentModel.DataAnnotations;

namespace Tollgate.Inference.Credits;

/// <summary>Settings of prepaid credit, section <c>Credits</c>.</summary>
public sealed class CreditsOptions
{
    /// <summary>How long a call of a tenant that prepays waits for its credit before it is refused as BILLING_UNAVAILABLE.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>First wait before Billing is asked again; doubles up to a second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often Billing is asked which tenants prepay.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan RefreshEvery { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How old that knowledge may be. When it is older every tenant is asked about, and without an answer refused: better no call than one
    /// that nobody pays for.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan KnownFor { get; set; } = TimeSpan.FromMinutes(1);
}
