using Tollgate.Cli.Books;
using Tollgate.Cli.Workloads;

namespace Tollgate.Cli.Chaos;

/// <summary>What was done to a platform, and whether its books came out right.</summary>
public sealed record ChaosResult(IReadOnlyList<Kill> Kills, long Repeated, WorkTally Work, AuditResult Audit, IReadOnlyList<string> SetAside)
{
    /// <summary>Every request ended well, nothing was set aside, and the books balance.</summary>
    public bool Passed => Audit.Balanced && Work.Failed == 0 && SetAside.Count == 0 && Audit.UsageRecords == Audit.ProviderRecords;
}
