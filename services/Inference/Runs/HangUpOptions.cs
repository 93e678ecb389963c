using System.ComponentModel.DataAnnotations;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Runs;

/// <summary>
/// What becomes of an answer whose caller has gone away, section <c>HangUp</c>. Where the provider's books can be asked about a call, it is
/// cancelled at once. Elsewhere only its end says what it is billed, so it may go on for a little: whichever limit comes first cancels it.
/// </summary>
public sealed class HangUpOptions
{
    /// <summary>How long an answer without a caller may go on.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan DrainFor { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Tokens it may still bring.</summary>
    [Range(0, 1_000_000)]
    public int DrainTokens { get; set; } = 128;

    /// <summary>How long a call to this endpoint goes on without its caller.</summary>
    internal TimeSpan DrainOf(ProviderEndpoint endpoint) => endpoint.Report.Exists ? TimeSpan.Zero : DrainFor;
}
