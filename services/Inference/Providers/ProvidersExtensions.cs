using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tollgate.Inference.Providers.Access;
using Tollgate.Inference.Providers.Anthropic;
using Tollgate.Inference.Providers.Azure;
using Tollgate.Inference.Providers.Bedrock;
using Tollgate.Inference.Providers.Cohere;
using Tollgate.Inference.Providers.Gemini;
using Tollgate.Inference.Providers.OpenAi;
using Tollgate.Inference.Providers.Watsonx;
using Tollgate.Inference.Providers.Wire;

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
        builder.Services.AddWireFormats();
        builder.Services.TryAddSingleton<ProviderClients>();
        builder.Services.TryAddSingleton<ChatProvider>();
        builder.Services.TryAddSingleton<EmbeddingProvider>();
        return builder;
    }

    private static void AddWireFormats(this IServiceCollection services)
    {
        services.TryAddSingleton<ProviderHttp>();
        services.AddSingleton<IWireFormat, OpenAiFormat>();
        services.TryAddSingleton<AccessTokens>();
        services.AddSingleton<IWireFormat, AzureOpenAiFormat>();
        services.AddSingleton<IWireFormat, AnthropicFormat>();
        services.AddSingleton<IWireFormat, GeminiFormat>();
        services.AddSingleton<IWireFormat, BedrockFormat>();
        services.AddSingleton<IWireFormat, CohereFormat>();
        services.AddSingleton<IWireFormat, WatsonxFormat>();
        services.TryAddSingleton<WireFormats>();
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
