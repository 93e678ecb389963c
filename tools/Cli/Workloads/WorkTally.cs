using System.Collections.Concurrent;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Cli.Workloads;

/// <summary>What the client saw of a run.</summary>
public sealed class WorkTally
{
    private long requests;
    private long answered;
    private long refused;
    private long failed;
    private long escalated;
    private long downgraded;
    private long cacheHits;
    private long cited;
    private long retries;
    private long baselineNanos;

    public long Requests => requests;

    public long Answered => answered;

    public long Refused => refused;

    public long Failed => failed;

    public long Escalated => escalated;

    public long Downgraded => downgraded;

    public long CacheHits => cacheHits;

    /// <summary>Answers that came with at least one citation.</summary>
    public long Cited => cited;

    /// <summary>Tries beyond the first.</summary>
    public long Retries => retries;

    /// <summary>What the baseline model without cache would have cost.</summary>
    public long BaselineNanos => baselineNanos;

    /// <summary>Reasons of refusals and failures, counted.</summary>
    public ConcurrentDictionary<string, long> Reasons { get; } = new();

    /// <summary>Seconds from sending to the whole answer.</summary>
    public ConcurrentBag<double> Latencies { get; } = [];

    internal void AddAnswer(CompleteResponse answer, TimeSpan latency)
    {
        Interlocked.Increment(ref requests);
        Interlocked.Increment(ref answered);
        var receipt = answer.Receipt;
        Interlocked.Add(ref baselineNanos, receipt.BaselineCost?.Nanos ?? 0);
        Count(receipt.Escalated, ref escalated);
        Count(receipt.Downgraded, ref downgraded);
        Count(receipt.Cache == "hit", ref cacheHits);
        Count(answer.Citations.Count > 0, ref cited);
        Latencies.Add(latency.TotalSeconds);
    }

    internal void AddRefusal(string reason)
    {
        Interlocked.Increment(ref requests);
        Interlocked.Increment(ref refused);
        Reasons.AddOrUpdate(reason, 1, (_, count) => count + 1);
    }

    internal void AddFailure(string reason)
    {
        Interlocked.Increment(ref requests);
        Interlocked.Increment(ref failed);
        Reasons.AddOrUpdate(reason, 1, (_, count) => count + 1);
    }

    internal void AddRetry() => Interlocked.Increment(ref retries);

    private static void Count(bool condition, ref long counter)
    {
        if (condition)
            Interlocked.Increment(ref counter);
    }
}
