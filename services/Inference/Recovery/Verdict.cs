using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Providers;
using TokenUsage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Inference.Recovery;

/// <summary>What follows from a provider's answer about an attempt nobody saw the end of.</summary>
internal abstract record Verdict
{
    /// <summary>Ask again later.</summary>
    internal sealed record Wait : Verdict;

    /// <summary>Settle, or correct what was settled.</summary>
    internal sealed record Settle(TokenUsage Usage, UsageRank Rank, string Model, string Reason) : Verdict
    {
        /// <summary>What was held at the end, where that is known to be less than the worst case; then it is what the attempt used at most.</summary>
        public WorstCase? Held { get; init; }
    }

    /// <summary>Leave what was settled before as it is.</summary>
    internal sealed record Keep : Verdict;

    /// <summary>Decides. A plain function of what is known; <paramref name="now"/> is the database's clock, as are the orphan's limits.</summary>
    public static Verdict Of(ReportAnswer answer, Orphan orphan, DateTimeOffset now, RecoveryOptions options) => answer switch
    {
        ReportAnswer.Found found => new Settle(found.Usage, UsageRank.Provider, found.Model, "OWNER_DIED"),

        // No call begins after start_by, and the provider shows each within its delay: what is not there by then never was.
        ReportAnswer.Absent => now > Later(orphan.StartBy, orphan.Settled?.EndTime) + options.ReportDelay
            ? new Settle(TokenUsage.Zero, UsageRank.Reconciled, "", "NOT_CALLED")
            : new Wait(),

        ReportAnswer.NoReport => Unknown(orphan),
        _ => now > orphan.Deadline + options.GiveUpAfter ? Unknown(orphan) : new Wait(),
    };

    private static Verdict Unknown(Orphan orphan) => orphan.Settled is not null
        ? new Keep()
        : new Settle(orphan.Intent.WorstCase.Usage, UsageRank.Assumed, "", "UNKNOWN");

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
