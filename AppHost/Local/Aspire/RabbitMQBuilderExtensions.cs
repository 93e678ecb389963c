namespace Aspire.Hosting;

/// <summary>RabbitMQ brokers.</summary>
public static class RabbitMQBuilderExtensions
{
    internal const string ManagementEndpoint = "management";

    /// <summary>A private RabbitMQ broker.</summary>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var broker = new RabbitMQServerResource(
            name, userName?.Resource, password?.Resource ?? ParameterResourceBuilderExtensions.DefaultPassword(builder, name));
        return builder.AddResource(broker).WithAnnotation(new EndpointAnnotation("tcp", "tcp") { Port = port, Transport = "tcp" });
    }

    /// <summary>Its management API and pages.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) =>
        builder.WithManagementPlugin(port: null);

    /// <summary>Its management API and pages, on a port of choice.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder, int? port)
    {
        if (builder.Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => endpoint.Name == ManagementEndpoint) is { } existing)
        {
            existing.Port = port ?? existing.Port;
            return builder;
        }

        return builder.WithAnnotation(new EndpointAnnotation(ManagementEndpoint, "http") { Port = port });
    }

    /// <summary>Data outlives the host. The local engine always keeps it in the data folder.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(
        this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) =>
        isReadOnly
            ? builder.WithAnnotation(new UnsupportedAnnotation("a read-only data volume"))
            : builder.WithAnnotation(new DataVolumeAnnotation(), ResourceAnnotationMutationBehavior.Replace);
}
