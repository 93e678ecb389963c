using Tollgate.Contracts.Mapping;

namespace Tollgate.Intake.Budgets;

internal static class BudgetsExtensions
{
    /// <summary>Adds acting on budgets past a threshold.</summary>
    public static IServiceCollection AddBudgets(this IServiceCollection services)
    {
        services.AddOptions<BudgetsOptions>().BindConfiguration("Budgets").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ThresholdsInForce>();
        services.AddSingleton<BudgetGate>();
        services.AddHostedService<BudgetsRefresher>();
        return services;
    }
}
