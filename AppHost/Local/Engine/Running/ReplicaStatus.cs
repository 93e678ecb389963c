namespace Tollgate.AppHost.Local;

/// <summary>What is known about one replica of a resource at a moment.</summary>
internal sealed record ReplicaStatus(string Resource, int Replica)
{
    public string State { get; init; } = KnownResourceStates.NotStarted;

    public bool Healthy { get; init; }

    public int? ProcessId { get; init; }

    /// <summary>With the process id, names the process for good.</summary>
    public long? StartTicks { get; init; }

    public int Restarts { get; init; }

    public int? ExitCode { get; init; }

    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    public string? Log { get; init; }

    public string? Error { get; init; }
}
