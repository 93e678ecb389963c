using System.ComponentModel.DataAnnotations;

namespace Tollgate.Metering.Feed;

/// <summary>How the usage feed is made and told. Section <c>Feed</c>.</summary>
public sealed class FeedOptions
{
    /// <summary>Whether entries are published as CloudEvents to the exchange <c>tollgate.usage</c>.</summary>
    public bool Publish { get; set; } = true;

    /// <summary>How often new entries are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Committed batches of entries that are given positions in one transaction.</summary>
    [Range(1, 1000)]
    public int SequenceBatch { get; set; } = 100;

    /// <summary>Events published before their confirms are awaited and noted.</summary>
    [Range(1, 10_000)]
    public int PublishBatch { get; set; } = 2000;

    /// <summary>How long the broker may take to confirm them.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Events in one webhook at most.</summary>
    [Range(1, 1000)]
    public int WebhookBatch { get; set; } = 100;

    /// <summary>Webhooks prepared ahead for each subscription; the rest waits in the feed, where it costs nothing.</summary>
    [Range(1, 100)]
    public int WebhookBacklog { get; set; } = 4;
}
