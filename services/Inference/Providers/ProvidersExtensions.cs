using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Tollgate.Inference.Providers;

/// <summary>Registers everything that talks to providers.</summary>
internal static class ProvidersExtensions
{
    public static IHostApplicationBuilder AddProviders(this IHostApplicationBuilder builder)
    {
        // Endpoints are named options; each is bound and checked by its own name when it is first asked for.
        builder.Services.AddSingleton<IConfigureOptions<ProviderOptions>, ConfigureProvider>();
        builder.Services.AddSingleton<IValidateOptions<ProviderOptions>>(new DataAnnotationValidateOptions<ProviderOptions>(null));

        builder.Services.AddHttpClient(ProviderClients.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                ConnectTimeout = TimeSpan.FromSeconds(5),
                AllowAutoRedirect = false,
                // An answer that is no longer wanted is cut off, not read to its end: every token of it is billed.
                ResponseDrainTimeout = TimeSpan.Zero,
                UseCookies = false,
            });
        builder.Services.TryAddSingleton<ProviderReports>();
        builder.Services.TryAddSingleton<ProviderRegistry>();
        builder.Services.TryAddSingleton<DescribeProviders>();
        builder.Services.TryAddSingleton<ProviderClients>();
        builder.Services.TryAddSingleton<ChatProvider>();
        builder.Services.TryAddSingleton<EmbeddingProvider>();
        return builder;
    }

    private sealed class ConfigureProvider(IConfiguration configuration) : IConfigureNamedOptions<ProviderOptions>
    {
        public void Configure(ProviderOptions options)
        {
        }

        public void Configure(string? name, ProviderOptions options) =>
            configuration.GetSection($"{ProviderRegistry.Section}:{name}").Bind(options);
    }
}
