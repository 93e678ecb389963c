using System.ComponentModel.DataAnnotations;

namespace Tollgate.Inference.Recovery;

/// <summary>Settings of ownership and recovery, section <c>Recovery</c>.</summary>
public sealed class RecoveryOptions
{
    /// <summary>Name of this replica, the same after a restart. Empty: taken from the app model, else from machine and process.</summary>
    public string Instance { get; set; } = "";

    /// <summary>How long a replica that stops renewing is believed alive.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the lease is renewed and dead owners are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time a provider may take to show a call in its report. A call that is absent is believed absent only after it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReportDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>First wait before a provider's report is asked again about the same call; doubles up to <see cref="MaxAskEvery"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan AskEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest such wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan MaxAskEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After a call's deadline, how long a report that is away or says "in progress" is asked before the worst case stands.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the end of a call that broke off waits for the provider's report before it is settled by our own count.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan AskAtEndFor { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Attempts taken over at once.</summary>
    [Range(1, 10_000)]
    public int TakeOverBatch { get; set; } = 200;

    /// <summary>Reports asked at the same time.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 8;
}
