namespace Aspire.Hosting;

/// <summary>Where a resource listens, and how its health is asked.</summary>
public static partial class ResourceBuilderExtensions
{
    /// <summary>An HTTP endpoint; ports are chosen when absent.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string? name = null, string? env = null, bool? isProxied = null)
        where T : IResourceWithEndpoints => builder.AddEndpoint(new EndpointAnnotation(name ?? "http", "http")
        {
            Port = port,
            TargetPort = targetPort,
            EnvironmentVariable = env,
            IsProxied = isProxied ?? true,
        });

    /// <summary>Changes an endpoint, or makes it.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true)
        where T : IResourceWithEndpoints
    {
        var endpoint = builder.Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(existing => existing.Name == endpointName);
        if (endpoint is not null)
        {
            callback(endpoint);
            return builder;
        }

        if (!createIfNotExists)
            return builder;

        endpoint = new EndpointAnnotation(endpointName, "tcp") { Transport = "tcp" };
        callback(endpoint);
        return builder.AddEndpoint(endpoint);
    }

    /// <summary>Marks the HTTP endpoints as meant for callers outside the application. Locally everything stays on loopback.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.UriScheme is "http" or "https"))
            endpoint.IsExternal = true;
        return builder;
    }

    /// <summary>An endpoint of the resource.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource, name);

    /// <summary>Healthy means that a GET of the path answers with the status code.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints => builder.WithAnnotation(new HttpHealthCheckAnnotation(path ?? "/", statusCode ?? 200, endpointName));

    private static IResourceBuilder<T> AddEndpoint<T>(this IResourceBuilder<T> builder, EndpointAnnotation endpoint)
        where T : IResourceWithEndpoints
    {
        if (builder.Resource.Annotations.OfType<EndpointAnnotation>().Any(existing => string.Equals(existing.Name, endpoint.Name, StringComparison.OrdinalIgnoreCase)))
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' already has an endpoint '{endpoint.Name}'.");

        // No proxy stands between: the process binds the port that others use.
        endpoint.Port ??= endpoint.TargetPort;
        return builder.WithAnnotation(endpoint);
    }
}
