using System.ComponentModel.DataAnnotations;

namespace Tollgate.Inference.Retries;

/// <summary>Settings of retries of a failing provider, section <c>Retries</c>.</summary>
public sealed class RetryOptions
{
    /// <summary>Attempts of one run at most, the first included.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 4;

    /// <summary>Upper bound of the first wait; it doubles with every further attempt. The wait itself is random below it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Upper bound of every wait but one the provider asks for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait a provider may ask for; beyond it the caller is told to come back instead.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromSeconds(20);
}
