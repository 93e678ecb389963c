namespace Tollgate.Intake.Accounts;

/// <summary>An API key as it is stored: who it speaks for, and a hash of its secret.</summary>
internal sealed record ApiKeyRecord : IVersioned
{
    public required string ApiKeyId { get; init; }

    public required string TenantId { get; init; }

    /// <summary>The only assistant it may use; empty: all of the tenant's.</summary>
    public required string AssistantId { get; init; }

    public required string Environment { get; init; }

    public required string DisplayName { get; init; }

    public required byte[] SecretHash { get; init; }

    public required DateTimeOffset CreateTime { get; init; }

    public DateTimeOffset? ExpireTime { get; init; }

    public DateTimeOffset? RevokeTime { get; init; }

    public long Version { get; init; }
}
