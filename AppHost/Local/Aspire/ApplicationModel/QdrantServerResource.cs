namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Qdrant server. It can be described here, but only container hosts can run it.</summary>
public sealed class QdrantServerResource : Resource, IResourceWithConnectionString, IResourceWithEndpoints, IResourceWithEnvironment, IResourceWithWaitSupport
{
    internal QdrantServerResource(string name, ParameterResource apiKey)
        : base(name)
    {
        ApiKeyParameter = apiKey;
        PrimaryEndpoint = new EndpointReference(this, "grpc");
        HttpEndpoint = new EndpointReference(this, "http");
    }

    /// <summary>The key callers present.</summary>
    public ParameterResource ApiKeyParameter { get; }

    /// <summary>Where the server speaks gRPC.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>Where the server speaks HTTP.</summary>
    public EndpointReference HttpEndpoint { get; }

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"Endpoint={PrimaryEndpoint};Key={ApiKeyParameter}");

    /// <inheritdoc />
    public IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties()
    {
        yield return new("GrpcHost", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Host)}"));
        yield return new("GrpcPort", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Port)}"));
        yield return new("HttpHost", ReferenceExpression.Create($"{HttpEndpoint.Property(EndpointProperty.Host)}"));
        yield return new("HttpPort", ReferenceExpression.Create($"{HttpEndpoint.Property(EndpointProperty.Port)}"));
        yield return new("ApiKey", ReferenceExpression.Create($"{ApiKeyParameter}"));
        yield return new("Uri", ReferenceExpression.Create($"{PrimaryEndpoint}"));
        yield return new("HttpUri", ReferenceExpression.Create($"{HttpEndpoint}"));
    }
}
