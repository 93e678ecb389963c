using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Resilience;

/// <summary>What is known of a model at an endpoint: whether it works, and how much it takes at once.</summary>
internal sealed class Deployment(string endpoint, string model, ResilienceOptions options, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Breaker breaker = new(options, clock);
    private readonly ConcurrencyLimit concurrency = new(options);
    private long restUntil;

    public string Endpoint => endpoint;

    public string Model => model;

    public int Limit => Read(() => concurrency.Limit);

    public int InFlight => Read(() => concurrency.InFlight);

    public bool IsOpen => Read(() => breaker.IsOpen);

    /// <summary>It asked not to be called for a while, which others in its place are then better for.</summary>
    public bool IsResting => Read(() => restUntil > clock.GetTimestamp());

    /// <summary>Time until a call may begin; zero when one may now.</summary>
    public TimeSpan Remaining => Read(() => breaker.Remaining ?? TimeSpan.Zero);

    /// <summary>Begins a call, unless the deployment is to be left alone or has enough to do.</summary>
    public DeploymentCall? TryBegin()
    {
        lock (gate)
        {
            if (breaker.Remaining is not null || !concurrency.HasRoom)
                return null;
            breaker.Begin();
            return new DeploymentCall(this, concurrency.Begin());
        }
    }

    /// <summary>A call has ended.</summary>
    /// <param name="begun">Where the limit stood when it began.</param>
    /// <param name="failure">How it failed; null when it did not.</param>
    /// <param name="retryAfter">What it asks for.</param>
    /// <param name="tells">False for a call that was given up by us, or never begun.</param>
    public void End(long begun, ProviderFailure? failure, TimeSpan? retryAfter, bool tells)
    {
        lock (gate)
        {
            concurrency.End(begun, failure is ProviderFailure.RateLimited or ProviderFailure.ServerError or ProviderFailure.Stalled or ProviderFailure.DeadlinePassed);
            if (!tells)
                breaker.Abandon();
            else if (IsFault(failure))
                breaker.Fail();
            else
                breaker.Succeed();
            if (failure is ProviderFailure.RateLimited && retryAfter is { } rest)
                restUntil = clock.GetTimestamp() + (long)(rest.TotalSeconds * clock.TimestampFrequency);
        }
    }

    // A rate limit says that it works; a rejected request too.
    private static bool IsFault(ProviderFailure? failure) => failure is ProviderFailure.ServerError or ProviderFailure.NotReached or ProviderFailure.Broken
        or ProviderFailure.Malformed or ProviderFailure.StreamCut or ProviderFailure.Stalled or ProviderFailure.DeadlinePassed or ProviderFailure.Unauthorized
        or ProviderFailure.UnknownModel;

    private T Read<T>(Func<T> read)
    {
        lock (gate)
            return read();
    }
}

/// <summary>A call at a deployment, which ends once.</summary>
internal sealed class DeploymentCall(Deployment deployment, long begun) : IDisposable
{
    private bool ended;

    public Deployment Deployment => deployment;

    /// <summary>The provider has answered, or failed to.</summary>
    public void End(ProviderFailure? failure, TimeSpan? retryAfter)
    {
        if (!ended)
            deployment.End(begun, failure, retryAfter, tells: true);
        ended = true;
    }

    /// <summary>Ends a call that tells nothing of the deployment.</summary>
    public void Dispose()
    {
        if (!ended)
            deployment.End(begun, null, null, tells: false);
        ended = true;
    }
}
