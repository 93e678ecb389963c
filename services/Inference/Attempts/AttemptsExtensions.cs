using Tollgate.Inference.Telemetry;

namespace Tollgate.Inference.Attempts;

/// <summary>Registers the path every provider call takes.</summary>
internal static class AttemptsExtensions
{
    public static IServiceCollection AddAttempts(this IServiceCollection services)
    {
        services.AddOptions<AttemptsOptions>().BindConfiguration("Attempts").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IntentStore>();
        services.AddSingleton<SettlementStore>();
        services.AddSingleton<NeverCalledStore>();
        services.AddSingleton<RunningAttempts>();
        services.AddSingleton<AttemptWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<AttemptWriter>());
        services.AddSingleton<OpenAttempt>();
        services.AddSingleton<SettleAttempt>();
        services.AddSingleton<AttemptMetrics>();
        services.AddSingleton<GenAiTokenMetrics>();
        return services;
    }

    /// <summary>Adds the wait for running attempts; last, so that on the way down it comes first.</summary>
    public static IServiceCollection AddAttemptDrain(this IServiceCollection services) => services.AddHostedService<AttemptDrain>();
}
