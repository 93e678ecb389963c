namespace Tollgate.Metering.Budgets;

internal static class BudgetsExtensions
{
    /// <summary>Adds budgets and their counters.</summary>
    public static IServiceCollection AddBudgets(this IServiceCollection services)
    {
        services.AddSingleton<PeriodStore>();
        services.AddSingleton<ManageBudgets>();
        services.AddSingleton<PlanBudgets>();
        services.AddSingleton<AdjustBudget>();
        services.AddSingleton<ListActiveThresholds>();
        services.AddSingleton<ListHoldChanges>();
        return services;
    }
}
