using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Intake.Entitlements;

internal static class EntitlementsExtensions
{
    /// <summary>Adds what tenants may do, as Billing says.</summary>
    public static IHostApplicationBuilder AddEntitlements(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<EntitlementsOptions>().BindConfiguration("Entitlements").ValidateDataAnnotations().ValidateOnStart();
        builder.AddServiceClient<EntitlementsService.EntitlementsServiceClient>("billing");
        builder.Services.AddSingleton<EntitlementsCache>();
        builder.Services.AddHostedService<EntitlementsRefresher>();
        builder.Services.AddSingleton<UserRequests>();
        builder.Services.AddHostedService<UserRequestsSweeper>();
        return builder;
    }
}
