using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Billing.Margins;

internal static class MarginExtensions
{
    /// <summary>Adds margin: price of ours, cost of Metering's.</summary>
    public static IHostApplicationBuilder AddMargins(this IHostApplicationBuilder builder)
    {
        builder.AddServiceClient<CostsService.CostsServiceClient>("metering");
        builder.Services.AddSingleton<Earnings>();
        builder.Services.AddSingleton<GetMargin>();
        return builder;
    }
}
