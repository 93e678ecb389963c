namespace Tollgate.Cli.Hosting;

/// <summary>What the local app host says about itself in <c>host.json</c>; see AppHost/README.md.</summary>
public sealed record HostDocument(
    int Pid,
    string State,
    string? Message,
    string DataFolder,
    string Logs,
    IReadOnlyDictionary<string, string?> Parameters,
    IReadOnlyList<HostResource> Resources)
{
    /// <summary>A parameter that must have a value.</summary>
    public string Parameter(string name) =>
        Parameters.TryGetValue(name, out var value) && value is not null
            ? value
            : throw new CliException($"The app host has no parameter '{name}'.");

    /// <summary>The URLs of an endpoint, one for each replica.</summary>
    public IReadOnlyList<string> Endpoints(string resource, string endpoint) =>
        [.. Resources.Where(r => r.Name == resource).SelectMany(r => r.Replicas)
            .Select(r => r.Endpoints.GetValueOrDefault(endpoint)).OfType<string>()];
}

/// <summary>A resource of the app model.</summary>
public sealed record HostResource(string Name, string Type, bool Healthy, IReadOnlyList<HostReplica> Replicas)
{
    /// <summary>How it is reached; null when it has no connection string.</summary>
    public string? ConnectionString { get; init; }
}

/// <summary>A process of a resource.</summary>
public sealed record HostReplica(int Index, string State, bool Healthy, int? Pid, IReadOnlyDictionary<string, string> Endpoints);
