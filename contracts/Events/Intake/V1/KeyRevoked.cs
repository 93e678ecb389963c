namespace Tollgate.Contracts.Intake.V1;

/// <summary>An API key must not be accepted any more, on any replica.</summary>
[WireName("intake.key-revoked.v1")]
public sealed record KeyRevoked
{
    /// <summary>Public id of the key.</summary>
    public required string ApiKeyId { get; init; }

    /// <summary>Its owner.</summary>
    public required string TenantId { get; init; }

    /// <summary>When (UTC).</summary>
    public required DateTimeOffset RevokeTime { get; init; }
}
