using System.ComponentModel.DataAnnotations;

namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>How webhooks are delivered. Section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions : IValidatableObject
{
    /// <summary>
    /// Key that signing secrets are encrypted with in the database, at least 32 characters. Empty: derived from the services' signing key.
    /// Changing it makes stored secrets unreadable; their owners rotate them.
    /// </summary>
    public string EncryptionKey { get; set; } = "";

    /// <summary>
    /// Whether endpoints may be on private, loopback and other addresses that are not on the public internet. Off, because a tenant could
    /// otherwise make us call what only we can reach.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>Whether endpoints may use http. Off: bodies would travel in the clear.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>How long an endpoint may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Wait after the first failure; doubled with each further one, less up to half of it by chance.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between two tries of ours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxRetry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The longest <c>Retry-After</c> that is honoured.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>An endpoint that has failed for this long without a success is disabled; a message that failed this long is given up.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long the secret before the newest still signs after a rotation.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan RotationOverlap { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long delivered and given up messages are kept for replay.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Deliveries in flight in this replica, over all endpoints.</summary>
    [Range(1, 1000)]
    public int MaxInFlight { get; set; } = 32;

    /// <summary>How often due deliveries are looked for when nothing wakes the worker.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (EncryptionKey.Length is > 0 and < 32)
            yield return new ValidationResult("EncryptionKey must have at least 32 characters, or be empty.", [nameof(EncryptionKey)]);
        if (FirstRetry > MaxRetry)
            yield return new ValidationResult($"FirstRetry ({FirstRetry}) must not be longer than MaxRetry ({MaxRetry}).", [nameof(FirstRetry)]);
    }
}
