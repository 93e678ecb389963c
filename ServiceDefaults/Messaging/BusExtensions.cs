using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>The bus, with the outbox in front of it.</summary>
public static class BusExtensions
{
    private const string ConnectionName = "messaging";

    /// <summary>
    /// Adds MassTransit on the broker of connection string <c>messaging</c>, the outbox and its relay. Call it after
    /// <c>AddDatabase</c>: the outbox lives in the service's database.
    /// </summary>
    public static IHostApplicationBuilder AddBus(this IHostApplicationBuilder builder, Action<BusBuilder>? configure = null)
    {
        builder.Services.AddOptions<OutboxOptions>().BindConfiguration("Outbox").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton<Outbox>();
        builder.Services.TryAddSingleton<OutboxPublisher>();

        builder.Services.AddMassTransit(registration =>
        {
            var bus = new BusBuilder(registration, ServiceName.From(builder).Value);
            configure?.Invoke(bus);
            // What runs here is nobody's business but the operator's.
            registration.DisableUsageTelemetry();
            registration.UsingRabbitMq((context, rabbit) =>
            {
                var address = context.GetRequiredService<IConfiguration>().GetConnectionString(ConnectionName)
                    ?? throw new InvalidOperationException($"Connection string '{ConnectionName}' is missing.");
                rabbit.Host(new Uri(address));
                rabbit.MessageTopology.SetEntityNameFormatter(new WireNameFormatter());
                rabbit.ClearSerialization();
                rabbit.UseRawJsonSerializer(RawSerializerOptions.AddTransportHeaders | RawSerializerOptions.AnyMessageType, isDefault: true);
                rabbit.ConfigureJsonSerializerOptions(MessageJson.Apply);
                rabbit.PublishTopology.BrokerTopologyOptions = PublishBrokerTopologyOptions.FlattenHierarchy;
                bus.Configure(context, rabbit);
            });
        });
        // After the bus, so that on the way down the relay stops before the bus does.
        builder.Services.AddHostedService<OutboxRelay>();
        return builder;
    }
}
