using Tollgate.Console.Audit;
using Tollgate.Console.Budgets;
using Tollgate.Console.Models;
using Tollgate.Console.Overview;
using Tollgate.Console.Shell;
using Tollgate.Console.SignIn;
using Tollgate.Console.Tenants;
using Tollgate.Console.Usage;

namespace Tollgate.Console;

/// <summary>The pages and what they read.</summary>
internal static class PagesExtensions
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<OverviewQuery>();
        services.AddSingleton<TenantsQuery>();
        services.AddSingleton<TenantQuery>();
        services.AddSingleton<BudgetsQuery>();
        services.AddSingleton<UsageQuery>();
        services.AddSingleton<ModelsQuery>();
        services.AddSingleton<AuditQuery>();
    }

    public static void MapPages(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapRazorComponents<App>().RequireAuthorization(SignInExtensions.Policy);
    }
}
