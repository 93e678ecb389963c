using System.ComponentModel.DataAnnotations;

namespace Tollgate.Intake.Idempotency;

/// <summary>How long idempotency keys are remembered and how replicas share them.</summary>
internal sealed class IdempotencyOptions
{
    /// <summary>Secret that stored answers are encrypted with. Empty: derived from the pepper of the API keys.</summary>
    public string EncryptionKey { get; set; } = "";

    /// <summary>How long a key answers the same.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a replica that is not heard of is still taken for alive; after that its requests may be taken over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request waits for an equal one under way before the caller is told to come again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often expired keys are removed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(1);
}
