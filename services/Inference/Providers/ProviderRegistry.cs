using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Providers;

/// <summary>
/// Which endpoint serves a provider of the catalogue: the one configured under its name when it has a key, else the simulator, which
/// stands in for every provider, else none. The attempt keeps the catalogue's provider, because that decides the price.
/// </summary>
internal sealed class ProviderRegistry(IOptionsMonitor<ProviderOptions> options, IConfiguration configuration, ProviderReports reports)
{
    /// <summary>Name of the simulator's endpoint.</summary>
    public const string Simulator = "sim";

    /// <summary>Section that holds the endpoints by name.</summary>
    public const string Section = "Providers";

    private readonly ConcurrentDictionary<string, ProviderEndpoint> endpoints = new(StringComparer.OrdinalIgnoreCase);

    private readonly ConcurrentDictionary<string, IReadOnlyList<ProviderEndpoint>> serving = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The endpoint to call for a provider.</summary>
    public ProviderEndpoint Resolve(string provider) => ResolveAll(provider)[0];

    /// <summary>Every endpoint that a provider's calls may go to, the preferred first; at least one.</summary>
    public IReadOnlyList<ProviderEndpoint> ResolveAll(string provider) => Serving(provider) is { Count: > 0 } endpoints
        ? endpoints
        : throw TollgateException.Unavailable(Reasons.ProviderUnavailable, $"No endpoint with a key is configured for provider '{provider}'.");

    /// <summary>The endpoint that would be called; null when there is none.</summary>
    public ProviderEndpoint? TryResolve(string provider) => Serving(provider) is [var first, ..] ? first : null;

    /// <summary>Every endpoint that is configured and has a key.</summary>
    public IEnumerable<ProviderEndpoint> All() =>
        configuration.GetSection(Section).GetChildren().Select(section => Find(section.Key)).OfType<ProviderEndpoint>();

    /// <summary>A configured endpoint by its own name; null when it is gone from the configuration.</summary>
    public ProviderEndpoint? Find(string name)
    {
        if (endpoints.TryGetValue(name, out var known))
            return known;
        if (!configuration.GetSection($"{Section}:{name}").Exists() || options.Get(name) is not { ApiKey.Length: > 0 } settings)
            return null;
        return endpoints.GetOrAdd(name, new ProviderEndpoint(name, settings, reports.For(settings), reports.UsageOf(settings)));
    }

    private IReadOnlyList<ProviderEndpoint> Serving(string provider)
    {
        if (serving.TryGetValue(provider, out var known))
            return known;
        ProviderEndpoint[] own = [.. All().Where(endpoint => endpoint.Serves(provider)).OrderBy(endpoint => endpoint.Options.Priority)];
        // The simulator stands in only for as long as nobody else is configured, so that is not remembered.
        return own.Length > 0 ? serving.GetOrAdd(provider, own) : Find(Simulator) is { } simulator ? [simulator] : [];
    }
}
