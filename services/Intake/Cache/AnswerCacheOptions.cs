using System.ComponentModel.DataAnnotations;

namespace Tollgate.Intake.Cache;

/// <summary>The exact answer cache of a replica. It is in memory only and goes with the process.</summary>
internal sealed class AnswerCacheOptions
{
    /// <summary>Bytes that cached answers may use; the ones not used for longest make room.</summary>
    [Range(0, 8L * 1024 * 1024 * 1024)]
    public long MaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long an answer may be given again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Answers to requests that ask for a higher temperature are not cached: their caller wants variety. Requests that state none are.
    /// </summary>
    [Range(0.0, 2.0)]
    public double MaxTemperature { get; set; } = 0.3;
}
