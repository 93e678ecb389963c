using Microsoft.Extensions.Options;

namespace Tollgate.Inference.Resilience;

/// <summary>
/// Retries that may be made, over all providers: each run earns a part of one, each retry costs one. So retries stay a share of the load, also
/// when everything fails.
/// </summary>
internal sealed class RetryBudget(IOptions<ResilienceOptions> options)
{
    private readonly ResilienceOptions settings = options.Value;
    private readonly Lock gate = new();
    private double left = options.Value.RetryReserve;

    /// <summary>A run begins.</summary>
    public void Earn()
    {
        lock (gate)
            left = Math.Min(settings.RetryReserve, left + settings.RetryRatio);
    }

    /// <summary>Takes a retry; false when there is none left.</summary>
    public bool TryTake()
    {
        lock (gate)
        {
            if (left < 1)
                return false;
            left--;
            return true;
        }
    }
}
