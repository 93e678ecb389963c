using Microsoft.Extensions.Options;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Retries;

/// <summary>Decides whether a failed call is made again, and when: exponential backoff with full jitter, never before the provider allows it.</summary>
internal sealed class RetryPolicy(IOptions<RetryOptions> options, Random random)
{
    /// <summary>The time to wait before the next attempt; null when there is to be none.</summary>
    /// <param name="failure">How the last attempt failed.</param>
    /// <param name="retryAfter">What the provider asked for.</param>
    /// <param name="attempts">Attempts made so far.</param>
    /// <param name="delivered">A part of the answer has reached the caller, so it cannot begin anew.</param>
    /// <param name="left">Time the caller has left.</param>
    /// <param name="hasOther">Another deployment of the model has not been tried: it need not be waited for, whatever this one asks for.</param>
    public TimeSpan? NextDelay(ProviderFailure failure, TimeSpan? retryAfter, int attempts, bool delivered, TimeSpan left, bool hasOther = false)
    {
        var settings = options.Value;
        if (hasOther && !delivered && attempts < settings.MaxAttempts && left > TimeSpan.Zero && (IsTransient(failure) || IsItsOwn(failure)))
            return TimeSpan.Zero;
        if (delivered || !IsTransient(failure) || attempts >= settings.MaxAttempts || retryAfter > settings.MaxRetryAfter)
            return null;

        var ceiling = Math.Min(settings.MaxDelay.Ticks, settings.BaseDelay.Ticks * Math.Pow(2, attempts - 1));
        var jittered = TimeSpan.FromTicks((long)(random.NextDouble() * ceiling));
        // Callers who were told the same time must not come back in step: jitter goes on top of it.
        var delay = retryAfter is { } asked ? asked + jittered : jittered;
        return delay < left ? delay : null;
    }

    /// <summary>Trying again may help.</summary>
    public static bool IsTransient(ProviderFailure failure) => failure is ProviderFailure.RateLimited or ProviderFailure.ServerError
        or ProviderFailure.NotReached or ProviderFailure.Broken or ProviderFailure.Malformed or ProviderFailure.StreamCut
        or ProviderFailure.Stalled or ProviderFailure.TooLate;

    // What one deployment is not set up for another may be.
    private static bool IsItsOwn(ProviderFailure failure) => failure is ProviderFailure.Unauthorized or ProviderFailure.UnknownModel;
}
