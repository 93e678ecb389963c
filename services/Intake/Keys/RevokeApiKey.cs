using Npgsql;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Intake.Keys;

/// <summary>Asks that a key be accepted no more.</summary>
internal sealed record RevokeApiKey(string TenantId, string ApiKeyId);

internal sealed class RevokeApiKeyHandler(AccountsWriter writer, Outbox outbox, TimeProvider clock, ILogger<RevokeApiKeyHandler> logger)
{
    // A second revocation keeps the first time: when it stopped working is a fact.
    private const string Update = """
        update api_keys set revoke_time = coalesce(revoke_time, $3), version = $4
        where api_key_id = $1 and tenant_id = $2
        returning revoke_time
        """;

    public async Task HandleAsync(RevokeApiKey command, CancellationToken cancellationToken)
    {
        await writer.ChangeAsync((transaction, version) => RevokeAsync(transaction, command, version, cancellationToken), cancellationToken);
        KeysLog.Revoked(logger, command.ApiKeyId, command.TenantId);
    }

    private async Task<KeyRevoked> RevokeAsync(
        NpgsqlTransaction transaction, RevokeApiKey command, long version, CancellationToken cancellationToken)
    {
        await using var update = new NpgsqlCommand(Update, transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = command.ApiKeyId },
                new NpgsqlParameter<string> { TypedValue = command.TenantId },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() },
                new NpgsqlParameter<long> { TypedValue = version },
            },
        };
        var revoked = await update.ExecuteScalarAsync(cancellationToken) as DateTime?
            ?? throw TollgateException.NotFound(AccountReasons.UnknownKey, $"Tenant '{command.TenantId}' has no API key '{command.ApiKeyId}'.");

        var message = new KeyRevoked { ApiKeyId = command.ApiKeyId, TenantId = command.TenantId, RevokeTime = revoked };
        await outbox.AddAsync(transaction, Guid.CreateVersion7(clock.GetUtcNow()), message, cancellationToken);
        return message;
    }
}
