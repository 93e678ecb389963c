using System.ComponentModel.DataAnnotations;

namespace Tollgate.Intake.Entitlements;

/// <summary>What plans open, section <c>Entitlements</c>.</summary>
internal sealed class EntitlementsOptions
{
    /// <summary>How often Billing is asked what changed; with a broadcast lost, a change takes effect within this.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Tokens of retrieved passages above which a request needs the feature "extended_retrieval".</summary>
    [Range(1, 1_000_000)]
    public int StandardRetrievalTokens { get; set; } = 4_000;
}
