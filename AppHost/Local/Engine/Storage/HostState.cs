namespace Tollgate.AppHost.Local;

/// <summary>What <c>host.json</c> says about the host as a whole.</summary>
internal enum HostState
{
    Starting,
    Ready,
    Stopping,
    Failed,
}

/// <summary>The document other programs read to find the host and what it runs. Described in the README of this folder.</summary>
internal sealed record HostDocument(
    int Version,
    int Pid,
    long? StartTicks,
    string State,
    string? Message,
    string DataFolder,
    string Logs,
    IReadOnlyDictionary<string, string?> Parameters,
    IReadOnlyList<ResourceDocument> Resources);

/// <summary>One resource.</summary>
internal sealed record ResourceDocument(string Name, string Type, bool Healthy, string? ConnectionString, IReadOnlyList<ReplicaDocument> Replicas);

/// <summary>One process of it.</summary>
internal sealed record ReplicaDocument(
    int Index,
    string State,
    bool Healthy,
    int? Pid,
    long? StartTicks,
    int Restarts,
    int? ExitCode,
    string? Error,
    string? Log,
    IReadOnlyDictionary<string, string> Endpoints,
    IReadOnlyDictionary<string, string>? Environment);
