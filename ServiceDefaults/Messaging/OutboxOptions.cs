using System.ComponentModel.DataAnnotations;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>How the outbox is emptied. Section <c>Outbox</c>.</summary>
public sealed class OutboxOptions
{
    /// <summary>Relays that can work at the same time, over all replicas. Lowering it needs an empty outbox.</summary>
    [Range(1, 16)]
    public int Partitions { get; set; } = 2;

    /// <summary>Messages read, published and removed together.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 64;

    /// <summary>How often a relay looks when nothing wakes it (another replica's rows).</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long the broker may take to confirm.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
