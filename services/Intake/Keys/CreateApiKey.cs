using Npgsql;
using NpgsqlTypes;
using Tollgate.Intake.Accounts;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Keys;

/// <summary>Asks for a new key.</summary>
internal sealed record CreateApiKey(string TenantId, string AssistantId, string Environment, string DisplayName, DateTimeOffset? ExpireTime);

/// <summary>The new key, whole. The only moment it exists outside its owner's hands.</summary>
internal sealed record CreatedApiKey(ApiKeyRecord Record, ApiKeyText Key);

internal sealed class CreateApiKeyHandler(
    AccountsWriter writer, AccountsCache accounts, ApiKeyHasher hasher, TimeProvider clock, ILogger<CreateApiKeyHandler> logger)
{
    private const string Insert =
        $"insert into api_keys ({AccountRows.KeyColumns}) values ($1, $2, $3, $4, $5, $6, $7, $8, null, $9)";

    public async Task<CreatedApiKey> HandleAsync(CreateApiKey command, CancellationToken cancellationToken)
    {
        var environment = command.Environment.Length == 0 ? "live" : command.Environment;
        Validate(command, environment);
        await RequireOwnersAsync(command, cancellationToken);

        var key = ApiKeyText.Create(environment);
        var record = new ApiKeyRecord
        {
            ApiKeyId = key.Id,
            TenantId = command.TenantId,
            AssistantId = command.AssistantId,
            Environment = environment,
            DisplayName = command.DisplayName,
            SecretHash = hasher.Hash(key),
            CreateTime = clock.GetUtcNow(),
            ExpireTime = command.ExpireTime,
        };
        await writer.ChangeAsync((transaction, version) => InsertAsync(transaction, record, version, cancellationToken), cancellationToken);
        KeysLog.Created(logger, record.ApiKeyId, record.TenantId);
        return new CreatedApiKey(record, key);
    }

    private void Validate(CreateApiKey command, string environment)
    {
        var validation = new Validation();
        validation.Require(Names.IsId(command.TenantId), "tenant_id", Names.Rule);
        validation.Require(command.AssistantId.Length == 0 || Names.IsId(command.AssistantId), "assistant_id", Names.Rule);
        validation.Require(ApiKeyText.IsEnvironment(environment), "environment", "must be \"live\" or \"test\"");
        validation.Require(Names.IsLabel(command.DisplayName, 128), "display_name", "must be at most 128 printable characters");
        validation.Require(command.ExpireTime is not { } expire || expire > clock.GetUtcNow(), "expire_time", "must be in the future");
        validation.ThrowIfInvalid();
    }

    private async Task RequireOwnersAsync(CreateApiKey command, CancellationToken cancellationToken)
    {
        if (await accounts.FindTenantAsync(command.TenantId, cancellationToken) is null)
            throw TollgateException.NotFound(AccountReasons.UnknownTenant, $"There is no tenant '{command.TenantId}'.");
        if (command.AssistantId.Length > 0
            && await accounts.FindAssistantAsync(command.TenantId, command.AssistantId, cancellationToken) is null)
            throw TollgateException.NotFound(Reasons.UnknownAssistant, $"Tenant '{command.TenantId}' has no assistant '{command.AssistantId}'.");
    }

    private static async Task<int> InsertAsync(NpgsqlTransaction transaction, ApiKeyRecord key, long version, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = key.ApiKeyId },
                new NpgsqlParameter<string> { TypedValue = key.TenantId },
                new NpgsqlParameter<string> { TypedValue = key.AssistantId },
                new NpgsqlParameter<string> { TypedValue = key.Environment },
                new NpgsqlParameter<string> { TypedValue = key.DisplayName },
                new NpgsqlParameter<byte[]> { TypedValue = key.SecretHash },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = key.CreateTime },
                new NpgsqlParameter { Value = (object?)key.ExpireTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new NpgsqlParameter<long> { TypedValue = version },
            },
        };
        return await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
