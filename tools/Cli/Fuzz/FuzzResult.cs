using Tollgate.Cli.Books;
using Tollgate.Cli.Hosting;

namespace Tollgate.Cli.Fuzz;

/// <summary>What bad requests did to a platform.</summary>
/// <param name="Tally">How they were answered.</param>
/// <param name="Warm">Its processes when a part of the requests had been sent.</param>
/// <param name="After">Its processes at rest, after all of them.</param>
/// <param name="Errors">What the services logged as errors.</param>
/// <param name="Audit">Its books.</param>
public sealed record FuzzResult(
    FuzzTally Tally, IReadOnlyList<ServiceState> Warm, IReadOnlyList<ServiceState> After, IReadOnlyList<string> Errors, AuditResult Audit)
{
    // A collector takes its time: what grows without end grows by more than this.
    private const long MemorySlack = 192L * 1024 * 1024;
    private const int FilesSlack = 64;

    /// <summary>Everything that was wrong.</summary>
    public IReadOnlyList<string> Findings =>
    [
        .. Tally.Findings,
        .. from before in Warm
           join after in After on before.Replica equals after.Replica
           where after.Pid != before.Pid
           select $"{before.Replica} ended and was started again",
        .. from before in Warm
           join after in After on before.Replica equals after.Replica
           where after.MemoryBytes > before.MemoryBytes + MemorySlack || after.Files > before.Files + FilesSlack || after.Threads > before.Threads + FilesSlack
           select $"{before.Replica} grew from {before} to {after}",
        .. Errors.Take(20),
        .. Audit.Findings,
    ];

    /// <summary>No request did any harm.</summary>
    public bool Passed => Findings.Count == 0 && Audit.Balanced;
}
