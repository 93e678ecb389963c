using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Tollgate.Inference.Providers;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Resilience;

/// <summary>Every deployment that was called, and which of several takes the next call.</summary>
internal sealed class Deployments(IOptions<ResilienceOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string, string), Deployment> known = new();

    public IEnumerable<Deployment> All => known.Values;

    /// <summary>
    /// Begins a call at one of the endpoints: of those that may be called the first that was not tried before, rather one that does not rest.
    /// </summary>
    /// <param name="endpoints">Where the model is to be had, the preferred first.</param>
    /// <param name="model">The model.</param>
    /// <param name="tried">Endpoints that have failed in this run.</param>
    /// <exception cref="TollgateException">PROVIDER_UNAVAILABLE or PROVIDER_RATE_LIMITED: none takes a call now.</exception>
    public (ProviderEndpoint Endpoint, DeploymentCall Call) Begin(IReadOnlyList<ProviderEndpoint> endpoints, string model, IReadOnlyCollection<string> tried)
    {
        foreach (var endpoint in Preferred(endpoints, model, tried))
        {
            if (Of(endpoint, model).TryBegin() is { } call)
                return (endpoint, call);
        }

        var remaining = endpoints.Min(endpoint => Of(endpoint, model).Remaining);
        throw remaining > TimeSpan.Zero
            ? TollgateException.Unavailable(Reasons.ProviderUnavailable, "The provider has failed too often to be called now.", remaining)
            : TollgateException.ResourceExhausted(Reasons.ProviderRateLimited, "The provider has as many calls in flight as it keeps up with.", TimeSpan.FromSeconds(1));
    }

    /// <summary>Whether one of the endpoints that were not tried would take a call.</summary>
    public bool HasOther(IReadOnlyList<ProviderEndpoint> endpoints, string model, IReadOnlyCollection<string> tried) =>
        endpoints.Any(endpoint => !tried.Contains(endpoint.Name) && Of(endpoint, model) is { Remaining.Ticks: 0, IsResting: false });

    private IEnumerable<ProviderEndpoint> Preferred(IReadOnlyList<ProviderEndpoint> endpoints, string model, IReadOnlyCollection<string> tried) =>
        endpoints.Count == 1
            ? endpoints
            : endpoints.OrderBy(endpoint => tried.Contains(endpoint.Name)).ThenBy(endpoint => Of(endpoint, model).IsResting);

    private Deployment Of(ProviderEndpoint endpoint, string model) =>
        known.GetOrAdd((endpoint.Name, model), _ => new Deployment(endpoint.Name, model, options.Value, clock));
}
