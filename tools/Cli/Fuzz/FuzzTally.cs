using System.Collections.Concurrent;

namespace Tollgate.Cli.Fuzz;

/// <summary>How the platform answered.</summary>
public sealed class FuzzTally
{
    private const int Shown = 20;
    private readonly ConcurrentDictionary<string, long> answers = new();
    private readonly ConcurrentQueue<string> findings = new();
    private long requests;

    /// <summary>Requests sent.</summary>
    public long Requests => requests;

    /// <summary>Requests by what they were answered with, such as <c>http 400</c>, <c>grpc InvalidArgument</c> or <c>raw closed</c>.</summary>
    public IReadOnlyDictionary<string, long> Answers => answers;

    /// <summary>What no request may bring about; the first of them.</summary>
    public IReadOnlyCollection<string> Findings => [.. findings.Take(Shown)];

    internal void Add(string answer)
    {
        Interlocked.Increment(ref requests);
        answers.AddOrUpdate(answer, 1, (_, count) => count + 1);
    }

    internal void AddFinding(string finding)
    {
        if (findings.Count < Shown)
            findings.Enqueue(finding);
    }
}
