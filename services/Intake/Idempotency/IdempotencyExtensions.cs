namespace Tollgate.Intake.Idempotency;

internal static class IdempotencyExtensions
{
    /// <summary>Adds idempotency keys, this replica's lease and the sweeping of what has expired.</summary>
    public static IServiceCollection AddIdempotency(this IServiceCollection services)
    {
        services.AddOptions<IdempotencyOptions>().BindConfiguration("Idempotency").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ReplicaIdentity>();
        services.AddSingleton<ClaimStore>();
        services.AddSingleton<AnswerProtector>();
        services.AddSingleton<IdempotencyKeys>();
        services.AddSingleton<IdempotencySweeper>();
        services.AddHostedService<ReplicaLease>();
        services.AddHostedService(provider => provider.GetRequiredService<IdempotencySweeper>());
        return services;
    }
}
