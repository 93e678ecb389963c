using Tollgate.Intake.Accounts;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Keys;

/// <summary>Turns the credentials of a request into who asks, or refuses. Answers from memory.</summary>
internal sealed class ApiKeyAuthenticator(AccountsCache accounts, ApiKeyHasher hasher, TimeProvider clock, ILogger<ApiKeyAuthenticator> logger)
{
    /// <param name="authorization">Value of the <c>authorization</c> header or metadata.</param>
    /// <param name="xApiKey">Value of <c>x-api-key</c>, used when there is no <c>authorization</c>.</param>
    /// <param name="cancellationToken">Ends the wait for a key that is not in memory yet.</param>
    public async ValueTask<ApiKeyIdentity> AuthenticateAsync(string? authorization, string? xApiKey, CancellationToken cancellationToken)
    {
        if (!TryReadCredential(authorization, xApiKey, out var credential))
            throw TollgateException.Unauthenticated(KeyReasons.Missing, "Send an API key as metadata 'authorization: Bearer tg_...'.");
        if (!ApiKeyText.TryParse(credential, out var key))
            throw Invalid();

        var record = await accounts.FindKeyAsync(key.Id, cancellationToken);
        if (!hasher.Matches(key, record?.SecretHash) || record is null)
        {
            KeysLog.Refused(logger, key.Id, KeyReasons.Invalid);
            throw Invalid();
        }

        // From here the caller has proved to hold the key, so it may learn why it is refused.
        if (record.RevokeTime is not null)
            throw Refused(key.Id, KeyReasons.Revoked, "This API key has been revoked.");
        if (record.ExpireTime <= clock.GetUtcNow())
            throw Refused(key.Id, KeyReasons.Expired, "This API key has expired.");
        return new ApiKeyIdentity(record.ApiKeyId, record.TenantId, record.AssistantId, record.Environment);
    }

    private static bool TryReadCredential(string? authorization, string? xApiKey, out string credential)
    {
        const string scheme = "Bearer ";
        credential = !string.IsNullOrWhiteSpace(authorization) ? authorization.Trim() : xApiKey?.Trim() ?? "";
        if (credential.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            credential = credential[scheme.Length..].Trim();
        return credential.Length > 0;
    }

    private static TollgateException Invalid() => TollgateException.Unauthenticated(KeyReasons.Invalid, "The API key is not valid.");

    private TollgateException Refused(string apiKeyId, string reason, string message)
    {
        KeysLog.Refused(logger, apiKeyId, reason);
        return TollgateException.PermissionDenied(reason, message);
    }
}
