namespace Tollgate.Contracts.Intake.V1;

/// <summary>An assistant was created or replaced: caches that hold it or answers made with it are stale.</summary>
[WireName("intake.assistant-changed.v1")]
public sealed record AssistantChanged
{
    /// <summary>Its owner.</summary>
    public required string TenantId { get; init; }

    /// <summary>The assistant.</summary>
    public required string AssistantId { get; init; }

    /// <summary>Counts up with every change.</summary>
    public required long Version { get; init; }
}
