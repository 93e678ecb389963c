using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>Signed webhooks, delivered until they arrive.</summary>
public static class WebhookExtensions
{
    /// <summary>
    /// Adds endpoints, the outbox for them and the worker that delivers. Call it after <c>AddDatabase</c>: they live in the service's
    /// database. Section <c>Webhooks</c>.
    /// </summary>
    public static IHostApplicationBuilder AddWebhooks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<WebhookOptions>().BindConfiguration("Webhooks").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton<WebhookSecretVault>();
        builder.Services.TryAddSingleton(provider => new WebhookEndpoints(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<WebhookSecretVault>(),
            provider.GetRequiredService<IOptions<WebhookOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddSingleton<WebhookOutbox>();
        builder.Services.TryAddSingleton<WebhookStore>();
        builder.Services.TryAddSingleton<WebhookSender>();
        builder.Services.AddHostedService<WebhookWorker>();
        return builder;
    }
}
