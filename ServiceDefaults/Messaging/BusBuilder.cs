using MassTransit;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>What a service hears.</summary>
public sealed class BusBuilder
{
    private readonly IBusRegistrationConfigurator registration;
    private readonly string service;
    private readonly List<Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>> endpoints = [];

    internal BusBuilder(IBusRegistrationConfigurator registration, string service)
    {
        this.registration = registration;
        this.service = service;
    }

    /// <summary>
    /// Work shared by the replicas: a durable quorum queue named <c>service-work</c>. A message is acknowledged after Consume returns;
    /// when it throws it is tried again, and then moved to <c>service-work_error</c> where it can be inspected and replayed.
    /// </summary>
    /// <param name="work">What is done, for example <c>record-usage</c>.</param>
    /// <param name="prefetch">Messages in hand per replica.</param>
    /// <param name="concurrency">Messages handled at the same time per replica.</param>
    public void AddWorkConsumer<TConsumer>(string work, ushort prefetch = 16, int concurrency = 4)
        where TConsumer : class, IConsumer
    {
        registration.AddConsumer<TConsumer>();
        endpoints.Add((context, bus) => bus.ReceiveEndpoint($"{service}-{work}", endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.PublishFaults = false;
            endpoint.PrefetchCount = prefetch;
            endpoint.ConcurrentMessageLimit = concurrency;
            ConsumeRetries.Apply(endpoint);
            endpoint.ConfigureConsumer<TConsumer>(context);
        }));
    }

    /// <summary>News for every replica: a queue of its own that goes with it. Missed while it is away, so pair it with a refresh.</summary>
    public void AddBroadcastConsumer<TConsumer>()
        where TConsumer : class, IConsumer
    {
        registration.AddConsumer<TConsumer>();
        endpoints.Add((context, bus) => bus.ReceiveEndpoint(
            new TemporaryEndpointDefinition($"{service}-{typeof(TConsumer).Name}"),
            endpoint => endpoint.ConfigureConsumer<TConsumer>(context)));
    }

    internal void Configure(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator bus)
    {
        foreach (var endpoint in endpoints)
            endpoint(context, bus);
    }
}
