namespace Tollgate.Metering.Holds;

internal static class HoldsExtensions
{
    /// <summary>Adds admission: holds on budgets.</summary>
    public static IServiceCollection AddHolds(this IServiceCollection services)
    {
        services.AddOptions<HoldsOptions>().BindConfiguration("Holds").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BooksWriter>();
        services.AddSingleton<DecideHolds>();
        return services;
    }
}
