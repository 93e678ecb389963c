using System.ComponentModel.DataAnnotations;

namespace Tollgate.Inference.Resilience;

/// <summary>Settings of how a failing provider is spared, section <c>Resilience</c>. A deployment is a model at an endpoint.</summary>
public sealed class ResilienceOptions
{
    /// <summary>Failures in a row after which a deployment is left alone. Refusals that are the request's own fault do not count.</summary>
    [Range(1, 10_000)]
    public int BreakAfter { get; set; } = 10;

    /// <summary>How long it is left alone at first; doubled each time that the one call which then tries it fails as well.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan OpenFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest time it is left alone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan MaxOpenFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Calls in flight at a deployment at most; an overloaded one gets fewer until it keeps up again.</summary>
    [Range(1, 100_000)]
    public int MaxConcurrency { get; set; } = 1_024;

    /// <summary>Calls in flight at a deployment that are allowed however overloaded it is.</summary>
    [Range(1, 100_000)]
    public int MinConcurrency { get; set; } = 4;

    /// <summary>Retries for each run at most, on average over time. Above it, runs fail instead: a provider in trouble is not helped by more calls.</summary>
    [Range(0.0, 10.0)]
    public double RetryRatio { get; set; } = 0.2;

    /// <summary>Retries that are allowed beyond the ratio, so that the first failures of a quiet hour can be retried.</summary>
    [Range(0, 100_000)]
    public int RetryReserve { get; set; } = 50;
}
