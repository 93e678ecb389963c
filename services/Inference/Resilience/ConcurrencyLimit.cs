namespace Tollgate.Inference.Resilience;

/// <summary>
/// How many calls a deployment takes at once, found out as TCP does: down by a third when it is overloaded, up by one for each round that it
/// keeps up at its limit. Not safe for concurrent use.
/// </summary>
internal sealed class ConcurrencyLimit(ResilienceOptions options)
{
    private const double Decrease = 2.0 / 3;

    private double limit = options.MaxConcurrency;
    private long generation;

    /// <summary>Calls that may be in flight.</summary>
    public int Limit => (int)limit;

    /// <summary>Calls in flight.</summary>
    public int InFlight { get; private set; }

    public bool HasRoom => InFlight < Limit;

    /// <summary>A call begins; what it answers belongs to the limit as it is now.</summary>
    public long Begin()
    {
        InFlight++;
        return generation;
    }

    /// <summary>A call has ended.</summary>
    /// <param name="begun">What <see cref="Begin"/> answered.</param>
    /// <param name="overloaded">The deployment could not keep up.</param>
    public void End(long begun, bool overloaded)
    {
        // Many calls in flight hear of one overload; only those that began after the last decrease are news.
        if (overloaded && begun == generation)
        {
            limit = Math.Max(options.MinConcurrency, Math.Min(limit, InFlight) * Decrease);
            generation++;
        }
        else if (!overloaded && InFlight >= Limit)
        {
            limit = Math.Min(options.MaxConcurrency, limit + (1 / limit));
        }

        InFlight--;
    }
}
