using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Metering.Audit;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Requests;
using Tollgate.Metering.Rerating;
using Tollgate.Metering.Tiers;
using Tollgate.ServiceDefaults;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.ServiceDefaults.Persistence;
using Tollgate.Testing;

namespace Tollgate.Metering.Tests;

/// <summary>A migrated Metering database, and the parts of as many replicas on it as a test wants.</summary>
public sealed class MeteringDatabase : IAsyncLifetime
{
    private NpgsqlDataSource source = null!;

    internal NpgsqlDataSource Source => source;

    internal string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync()
    {
        ConnectionString = await TestPostgres.CreateDatabaseAsync("metering");
        source = NpgsqlDataSource.Create(ConnectionString + ";Maximum Pool Size=40");
        await new DatabaseMigrator(
            source, [typeof(DatabaseMigrator).Assembly, typeof(RecordUsage).Assembly], TimeProvider.System, NullLogger<DatabaseMigrator>.Instance)
            .MigrateAsync(default);
    }

    public async Task DisposeAsync() => await source.DisposeAsync();

    internal static Outbox Outbox() => new(Options.Create(new OutboxOptions()));

    internal DecideHolds Holds(int maxBatch = 512) => new(
        source, Writer(), new PlanBudgets(source, new PeriodStore(Outbox())), Outbox(), Options.Create(new HoldsOptions { MaxBatch = maxBatch }), NullLogger<DecideHolds>.Instance);

    internal RecordUsage Usage(TimeProvider? clock = null) => new(
        source, Writer(), new PriceBooks(source), Outbox(), clock ?? TimeProvider.System, Options.Create(new LedgerOptions()),
        NullLogger<RecordUsage>.Instance);

    internal RerateUsage Rerates(int pageSize = 500, TimeProvider? clock = null) => new(
        source, Writer(), new PriceBooks(source), Outbox(), clock ?? TimeProvider.System, Options.Create(new LedgerOptions()),
        Options.Create(new RerateOptions { PageSize = pageSize }), NullLogger<RerateUsage>.Instance);

    internal ManageBudgets Budgets() => new(
        source, new PeriodStore(Outbox()), Outbox(), Options.Create(new LedgerOptions()), NullLogger<ManageBudgets>.Instance);

    /// <param name="stores">Where archived days are; nowhere by default.</param>
    internal DigestBooks Digest(ArchiveStores? stores = null) => new(
        source, new ArchivedLedger(stores ?? new ArchiveStores(Options.Create(new TiersOptions()))), new ServiceName("metering"), Options.Create(new LedgerOptions()));

    internal RecordRequests Requests() => new(source, TimeProvider.System, Options.Create(new LedgerOptions()), NullLogger<RecordRequests>.Instance);

    internal async Task<T> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.AddWithValue(parameter);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    internal async Task ExecuteAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    internal Task<long> CountAsync(string table, string tenantId) =>
        ScalarAsync<long>($"SELECT count(*) FROM {table} WHERE tenant_id = $1", tenantId);

    private static BooksWriter Writer() => new(new PeriodStore(Outbox()));
}
