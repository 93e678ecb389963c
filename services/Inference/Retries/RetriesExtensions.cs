using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Tollgate.Inference.Retries;

/// <summary>Registers the retry policy.</summary>
internal static class RetriesExtensions
{
    public static IServiceCollection AddRetries(this IServiceCollection services)
    {
        services.AddOptions<RetryOptions>().BindConfiguration("Retries").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(provider => new RetryPolicy(provider.GetRequiredService<IOptions<RetryOptions>>(), Random.Shared));
        return services;
    }
}
