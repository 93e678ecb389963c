namespace Aspire.Hosting;

/// <summary>Qdrant servers: part of the description, run by container hosts only.</summary>
public static class QdrantBuilderExtensions
{
    /// <summary>A Qdrant server. Building the application fails here, with the way out in the message.</summary>
    public static IResourceBuilder<QdrantServerResource> AddQdrant(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? apiKey = null,
        int? grpcPort = null,
        int? httpPort = null)
    {
        var qdrant = new QdrantServerResource(name, apiKey?.Resource ?? ParameterResourceBuilderExtensions.DefaultPassword(builder, name));
        return builder.AddResource(qdrant)
            .WithAnnotation(new EndpointAnnotation("grpc", "http") { Port = grpcPort, Transport = "http2" })
            .WithAnnotation(new EndpointAnnotation("http", "http") { Port = httpPort })
            .WithAnnotation(new UnsupportedAnnotation(
                "Qdrant runs in a container; start the Aspire host, or give the service a connection string to a server of your own"));
    }

    /// <summary>Data outlives the host.</summary>
    public static IResourceBuilder<QdrantServerResource> WithDataVolume(
        this IResourceBuilder<QdrantServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithAnnotation(new DataVolumeAnnotation(), ResourceAnnotationMutationBehavior.Replace);
}
