namespace Tollgate.Intake.Completed;

internal static class CompletedExtensions
{
    /// <summary>Adds recording of how requests end.</summary>
    public static IServiceCollection AddCompleted(this IServiceCollection services)
    {
        services.AddSingleton<CompletionQueue>();
        services.AddSingleton<CompletionStore>();
        services.AddSingleton<CompletionRecorder>();
        services.AddHostedService<CompletionWriter>();
        return services;
    }
}
