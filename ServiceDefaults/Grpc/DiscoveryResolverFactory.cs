using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ServiceDiscovery;

namespace Tollgate.ServiceDefaults.Grpc;

/// <summary>Gives gRPC's own balancer the endpoints that service discovery knows, so that replicas share calls without a proxy.</summary>
internal sealed class DiscoveryResolverFactory(ServiceEndpointResolver endpoints) : ResolverFactory
{
    internal const string Scheme = "discovery";

    public override string Name => Scheme;

    public override Resolver Create(ResolverOptions options) =>
        new DiscoveryResolver(endpoints, options.Address.AbsolutePath.TrimStart('/'), options.LoggerFactory);
}

internal sealed class DiscoveryResolver(ServiceEndpointResolver endpoints, string service, ILoggerFactory loggers) : PollingResolver(loggers)
{
    private readonly Lock gate = new();
    private IDisposable? change;

    protected override async Task ResolveAsync(CancellationToken cancellationToken)
    {
        var source = await endpoints.GetEndpointsAsync($"http://_grpc.{service}", cancellationToken);
        var addresses = source.Endpoints.Select(endpoint => ToAddress(endpoint.ToString()!)).ToArray();
        Listener(ResolverResult.ForResult(addresses));
        lock (gate)
        {
            change?.Dispose();
            change = source.ChangeToken.RegisterChangeCallback(_ => Refresh(), null);
        }
    }

    protected override void Dispose(bool disposing)
    {
        lock (gate)
            change?.Dispose();
        base.Dispose(disposing);
    }

    private static BalancerAddress ToAddress(string endpoint)
    {
        // A discovered endpoint prints as a URI (configuration) or as host:port (DNS).
        var uri = new Uri(endpoint.Contains("://", StringComparison.Ordinal) ? endpoint : $"http://{endpoint}");
        return new BalancerAddress(uri.Host, uri.Port);
    }
}
