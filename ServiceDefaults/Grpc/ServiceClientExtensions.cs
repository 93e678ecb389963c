using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.ServiceDefaults.Grpc;

/// <summary>Clients of other services.</summary>
public static class ServiceClientExtensions
{
    /// <summary>
    /// Adds a typed client of another service. Each call goes to the next replica, carries this service's token, and waits for a
    /// connection (at most its deadline) instead of failing while a replica restarts.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">Resource name, for example <c>inference</c>; its <c>grpc</c> endpoints are discovered.</param>
    public static IHostApplicationBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string service)
        where TClient : ClientBase<TClient>
    {
        builder.AddChannel(service);
        builder.Services.TryAddSingleton(provider => CreateClient<TClient>(provider, service));
        return builder;
    }

    /// <summary>
    /// Adds a typed client of an API that several services serve, such as the audit, one for each under the service's name as key.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="services">Resource names.</param>
    public static IHostApplicationBuilder AddKeyedServiceClients<TClient>(this IHostApplicationBuilder builder, params IReadOnlyList<string> services)
        where TClient : ClientBase<TClient>
    {
        foreach (var service in services)
        {
            builder.AddChannel(service);
            builder.Services.TryAddKeyedSingleton(service, (provider, _) => CreateClient<TClient>(provider, service));
        }
        return builder;
    }

    private static void AddChannel(this IHostApplicationBuilder builder, string service)
    {
        builder.Services.TryAddSingleton<ServiceTokenInterceptor>();
        builder.Services.TryAddSingleton<ResolverFactory, DiscoveryResolverFactory>();
        builder.Services.TryAddKeyedSingleton(service, (provider, _) => CreateChannel(provider, service));
    }

    private static TClient CreateClient<TClient>(IServiceProvider provider, string service)
    {
        var invoker = provider.GetRequiredKeyedService<GrpcChannel>(service).Intercept(provider.GetRequiredService<ServiceTokenInterceptor>());
        return (TClient)Activator.CreateInstance(typeof(TClient), invoker)!;
    }

    private static GrpcChannel CreateChannel(IServiceProvider provider, string service) =>
        GrpcChannel.ForAddress($"{DiscoveryResolverFactory.Scheme}:///{service}", new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Insecure,
            HttpHandler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                KeepAlivePingDelay = TimeSpan.FromSeconds(10),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            },
            ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig() } },
            ServiceProvider = provider,
            LoggerFactory = provider.GetRequiredService<ILoggerFactory>(),
            MaxReceiveMessageSize = GrpcDefaultsExtensions.MaxMessageBytes,
            MaxSendMessageSize = GrpcDefaultsExtensions.MaxMessageBytes,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromSeconds(1),
            DisposeHttpClient = true,
        });
}
