using Tollgate.Cli.Books;
using Tollgate.Cli.Workloads;

namespace Tollgate.Cli.Chaos;

/// <summary>What was done to a platform, and whether its books came out right.</summary>
public sealed record ChaosResult(IReadOnlyList<Kill> Kills, long Repeated, WorkTally Work, AuditResult Audit, IReadOnlyList<string> SetAside)
{
    /// <summary>When the last request had its answer, since the start of the run.</summary>
    public TimeSpan Answered { get; init; }

    /// <summary>When every process was healthy again and every message repeated.</summary>
    public TimeSpan Recovered { get; init; }

    /// <summary>When every hold was resolved and the books compared.</summary>
    public TimeSpan Audited { get; init; }

    /// <summary>Every request ended well, nothing was set aside, and the books balance.</summary>
    public bool Passed => Audit.Balanced && Work.Failed == 0 && SetAside.Count == 0 && Audit.UsageRecords == Audit.ProviderRecords;
}
