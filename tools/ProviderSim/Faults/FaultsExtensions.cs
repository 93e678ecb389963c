namespace Tollgate.ProviderSim.Faults;

internal static class FaultsExtensions
{
    public static IServiceCollection AddFaults(this IServiceCollection services) => services.AddSingleton<FaultBook>();
}
