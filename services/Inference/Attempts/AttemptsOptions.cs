using System.ComponentModel.DataAnnotations;

namespace Tollgate.Inference.Attempts;

/// <summary>Settings of the path every provider call takes, section <c>Attempts</c>.</summary>
public sealed class AttemptsOptions
{
    /// <summary>No call begins later than this after its intent, whatever is configured.</summary>
    internal static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A call that has not begun this long after its intent is not made. Short, because an intent whose call the provider has never seen
    /// can only be closed after it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:01:00")]
    public TimeSpan StartWithin { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time one call may take, whatever the caller's deadline.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan EndWithin { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Attempts written in one commit at most.</summary>
    [Range(1, 10_000)]
    public int CommitBatch { get; set; } = 256;

    /// <summary>A commit that takes longer has failed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan CommitTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a finished attempt is offered to a failing database before it is left to recovery.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan SettleFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long stopping waits for running attempts to be settled.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainFor { get; set; } = TimeSpan.FromSeconds(10);
}
