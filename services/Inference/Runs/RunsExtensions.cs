namespace Tollgate.Inference.Runs;

/// <summary>Registers the use cases.</summary>
internal static class RunsExtensions
{
    public static IServiceCollection AddRuns(this IServiceCollection services)
    {
        services.AddOptions<HangUpOptions>().BindConfiguration("HangUp").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PrepareRun>();
        services.AddSingleton<ChatCall>();
        services.AddSingleton<ConcludeCall>();
        services.AddSingleton<RunModel>();
        services.AddSingleton<EmbedTexts>();
        services.AddHostedService<WarmUp>();
        return services;
    }
}
