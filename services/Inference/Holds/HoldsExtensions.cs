using Microsoft.Extensions.Options;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Inference.Holds;

/// <summary>Registers the streams of holds.</summary>
internal static class HoldsExtensions
{
    public static IHostApplicationBuilder AddHolds(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<HoldsOptions>().BindConfiguration("Holds").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<SlicesOptions>().BindConfiguration("Slices").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SlicesOptions>, SlicesValidator>();
        builder.AddServiceClient<ReservationsService.ReservationsServiceClient>("metering");
        builder.Services.AddSingleton<HoldStreams>();
        builder.Services.AddSingleton<IHolds>(services => services.GetRequiredService<HoldStreams>());
        builder.Services.AddHostedService(services => services.GetRequiredService<HoldStreams>());
        return builder;
    }
}
