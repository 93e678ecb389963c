using System.Collections.Concurrent;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.Cache;

/// <summary>
/// Of several equal requests at the same time, one asks and the others wait for its answer. When it does not bring one that may be
/// shared, each goes on its own: a queue behind a failing request would make everybody slow.
/// </summary>
internal sealed class Flights
{
    private readonly ConcurrentDictionary<CacheKey, Flight> flights = [];

    /// <summary>Joins the flight for a key, or begins it.</summary>
    public Flight Join(CacheKey key, out bool leads)
    {
        var own = new Flight(this, key);
        var flight = flights.GetOrAdd(key, own);
        leads = ReferenceEquals(flight, own);
        return flight;
    }

    /// <summary>One question being answered for all who ask it.</summary>
    internal sealed class Flight(Flights owner, CacheKey key)
    {
        private readonly TaskCompletionSource<CompleteResponse?> landing = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The shared answer, or null when there is none to share.</summary>
        public Task<CompleteResponse?> WaitAsync(CancellationToken cancellationToken) => landing.Task.WaitAsync(cancellationToken);

        /// <summary>Ends the flight; only who leads it may.</summary>
        public void Land(CompleteResponse? answer)
        {
            owner.flights.TryRemove(new KeyValuePair<CacheKey, Flight>(key, this));
            landing.TrySetResult(answer);
        }
    }
}
