using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Inference.Credits;

/// <summary>Registers prepaid credit.</summary>
internal static class CreditsExtensions
{
    public static IHostApplicationBuilder AddCredits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<CreditsOptions>().BindConfiguration("Credits").ValidateDataAnnotations().ValidateOnStart();
        builder.AddServiceClient<EntitlementsService.EntitlementsServiceClient>("billing");
        builder.AddServiceClient<CreditService.CreditServiceClient>("billing");
        builder.Services.AddSingleton<CreditHolds>();
        builder.Services.AddSingleton<PrepaidTenants>();
        builder.Services.AddHostedService(services => services.GetRequiredService<PrepaidTenants>());
        return builder;
    }
}
