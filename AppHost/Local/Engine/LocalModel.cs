namespace Tollgate.AppHost.Local;

/// <summary>The resources this host runs, in the order they were described.</summary>
internal sealed record LocalModel(IReadOnlyList<IResource> Resources, IReadOnlyList<ParameterResource> Parameters)
{
    public static LocalModel From(IEnumerable<IResource> described, LocalOptions options)
    {
        var all = described.ToList();
        var running = all.Where(resource => resource is not ParameterResource && (!options.InfrastructureOnly || IsInfrastructure(resource)));
        return new LocalModel([.. running], [.. all.OfType<ParameterResource>()]);
    }

    public static bool IsInfrastructure(IResource resource) => resource is PostgresServerResource or PostgresDatabaseResource or RabbitMQServerResource;

    public static int Replicas(IResource resource) => (resource as ProjectResource)?.Replicas ?? 1;

    /// <summary>Gives every replica of every endpoint its port, once and for the life of the host.</summary>
    public void AllocatePorts(PortBlock ports)
    {
        foreach (var resource in Resources)
        {
            var replicas = Replicas(resource);
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                if (endpoint.Port is not null && replicas > 1)
                {
                    throw new DistributedApplicationException(
                        $"Endpoint '{endpoint.Name}' of '{resource.Name}' has a fixed port, which {replicas} replicas cannot share without a proxy.");
                }

                endpoint.AllocatedPorts = [.. Enumerable.Range(0, replicas).Select(_ => endpoint.Port ?? ports.Next())];
            }
        }
    }
}
