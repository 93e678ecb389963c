namespace Tollgate.Intake.Tenants;

internal static class TenantsExtensions
{
    /// <summary>Adds creating tenants.</summary>
    public static IServiceCollection AddTenants(this IServiceCollection services) => services.AddSingleton<CreateTenantHandler>();
}
