using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;

namespace Tollgate.Intake.Keys;

/// <summary>Keys between the wire and the domain. The hash never leaves.</summary>
internal static class KeyMapping
{
    public static CreateApiKey ToCommand(this CreateApiKeyRequest request) => new(
        request.TenantId, request.AssistantId, request.Environment, request.DisplayName, request.ExpireTime?.ToDateTimeOffset());

    public static ApiKey ToProto(this ApiKeyRecord key) => new()
    {
        ApiKeyId = key.ApiKeyId,
        TenantId = key.TenantId,
        AssistantId = key.AssistantId,
        Environment = key.Environment,
        DisplayName = key.DisplayName,
        CreateTime = key.CreateTime.ToTimestamp(),
        ExpireTime = key.ExpireTime?.ToTimestamp(),
        RevokeTime = key.RevokeTime?.ToTimestamp(),
    };
}
