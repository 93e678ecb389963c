namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint of a resource; its address is known once the application starts.</summary>
public sealed class EndpointReference : IValueProvider
{
    internal EndpointReference(IResourceWithEndpoints owner, string endpointName, int replica = 0)
    {
        Resource = owner;
        EndpointName = endpointName;
        Replica = replica;
    }

    /// <summary>The resource that listens.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The name of the endpoint.</summary>
    public string EndpointName { get; }

    /// <summary>The host others use.</summary>
    public string Host => Annotation.TargetHost;

    /// <summary>The port others use.</summary>
    public int Port => Annotation.AllocatedPort(Replica);

    /// <summary>The scheme of the address.</summary>
    public string Scheme => Annotation.UriScheme;

    /// <summary>The address.</summary>
    public string Url => Annotation.Url(Replica);

    /// <summary>Whether the resource has such an endpoint.</summary>
    public bool Exists => Find() is not null;

    internal int Replica { get; }

    internal EndpointAnnotation Annotation =>
        Find() ?? throw new InvalidOperationException($"Resource '{Resource.Name}' has no endpoint '{EndpointName}'.");

    /// <summary>A part of the address.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    internal EndpointReference ForReplica(int replica) => new(Resource, EndpointName, replica);

    private EndpointAnnotation? Find() =>
        Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => string.Equals(endpoint.Name, EndpointName, StringComparison.OrdinalIgnoreCase));
}
