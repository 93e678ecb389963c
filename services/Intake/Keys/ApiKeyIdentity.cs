using Grpc.Core;

namespace Tollgate.Intake.Keys;

/// <summary>Who asks, as established from an API key.</summary>
/// <param name="ApiKeyId">Public id of the key.</param>
/// <param name="TenantId">Who pays.</param>
/// <param name="AssistantId">The only assistant it may use; empty: all.</param>
/// <param name="Environment">"live" or "test".</param>
internal sealed record ApiKeyIdentity(string ApiKeyId, string TenantId, string AssistantId, string Environment)
{
    private const string StateKey = "tollgate.api-key";

    public void AttachTo(ServerCallContext context) => context.UserState[StateKey] = this;

    /// <summary>The identity that <see cref="ApiKeyInterceptor"/> established.</summary>
    public static ApiKeyIdentity Of(ServerCallContext context) => (ApiKeyIdentity)context.UserState[StateKey];
}
