using Npgsql;
using NpgsqlTypes;

namespace Tollgate.Intake.Accounts;

/// <summary>Reads the configuration tables.</summary>
internal sealed class AccountsStore(NpgsqlDataSource database)
{
    /// <summary>Everything that changed since, per table: the tables' versions are commit-ordered each, not across tables.</summary>
    public async Task<AccountChanges> LoadChangesAsync(long tenants, long assistants, long keys, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        Add(batch, $"select {AccountRows.TenantColumns} from tenants where version > $1", tenants);
        Add(batch, $"select {AccountRows.AssistantColumns} from assistants where version > $1", assistants);
        Add(batch, $"select {AccountRows.KeyColumns} from api_keys where version > $1", keys);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var changedTenants = await ReadAllAsync(reader, AccountRows.ReadTenant, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var changedAssistants = await ReadAllAsync(reader, AccountRows.ReadAssistant, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return new AccountChanges(changedTenants, changedAssistants, await ReadAllAsync(reader, AccountRows.ReadKey, cancellationToken));
    }

    public Task<List<TenantSettings>> ListTenantsAsync(CancellationToken cancellationToken) =>
        QueryAsync($"select {AccountRows.TenantColumns} from tenants order by tenant_id", null, AccountRows.ReadTenant, cancellationToken);

    public Task<List<AssistantSettings>> ListAssistantsAsync(string tenantId, CancellationToken cancellationToken) => QueryAsync(
        $"select {AccountRows.AssistantColumns} from assistants where tenant_id = $1 order by assistant_id",
        tenantId, AccountRows.ReadAssistant, cancellationToken);

    public Task<List<ApiKeyRecord>> ListKeysAsync(string tenantId, CancellationToken cancellationToken) => QueryAsync(
        $"select {AccountRows.KeyColumns} from api_keys where tenant_id = $1 order by create_time, api_key_id",
        tenantId, AccountRows.ReadKey, cancellationToken);

    private async Task<List<T>> QueryAsync<T>(
        string sql, string? parameter, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        if (parameter is not null)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAllAsync(reader, read, cancellationToken);
    }

    private static void Add(NpgsqlBatch batch, string sql, long after)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after, NpgsqlDbType = NpgsqlDbType.Bigint });
        batch.BatchCommands.Add(command);
    }

    private static async Task<List<T>> ReadAllAsync<T>(
        NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }
}
