using System.ComponentModel.DataAnnotations;

namespace Tollgate.Inference.Holds;

/// <summary>Settings of the stream of holds to Metering, section <c>Holds</c>.</summary>
public sealed class HoldsOptions
{
    /// <summary>How long a call waits for its hold before it is refused as METERING_UNAVAILABLE.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>First wait before a broken stream is reopened or a retryable failure is asked again; doubles up to <see cref="MaxBackoff"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10")]
    public TimeSpan Backoff { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest such wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Streams of one replica. Each goes to one replica of Metering, so a few of them share the work out.</summary>
    [Range(1, 64)]
    public int Streams { get; set; } = 4;

    /// <summary>How long a stream stays with its replica of Metering before it moves on, so that a new one gets its share.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StreamLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Commands waiting for an answer at most; more are refused at once.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;
}
