using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Inference.Prices;

/// <summary>Registers the price book.</summary>
internal static class PricesExtensions
{
    public static IHostApplicationBuilder AddPrices(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PricesOptions>().BindConfiguration("Prices").ValidateDataAnnotations().ValidateOnStart();
        builder.AddServiceClient<PricesService.PricesServiceClient>("metering");
        builder.Services.AddSingleton<CurrentPrices>();
        builder.Services.AddHostedService<PricesRefresher>();
        return builder;
    }
}
