using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Audit;
using Tollgate.Metering.Feed;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Rerating;
using Tollgate.Metering.Tiers;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Tests.Tiers;

/// <summary>A ledger with partitions of a day long past, and folders for its files.</summary>
public abstract class TiersBed : IAsyncLifetime
{
    private protected readonly MeteringDatabase database = new();
    private protected readonly string folder = Directory.CreateTempSubdirectory("tollgate-tiers-").FullName;
    private protected readonly DayPartition day = new(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-20));
    private protected readonly Billing billing = new();
    private protected readonly string acme = Given.Tenant();
    private protected readonly string zeta = Given.Tenant();

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        foreach (var partition in new[] { day, new DayPartition(day.Day.AddDays(1)) })
        {
            await database.ExecuteAsync($"CREATE TABLE {partition.NameIn("usage_entries")} PARTITION OF usage_entries FOR VALUES {partition.AttemptBounds}");
            await database.ExecuteAsync($"CREATE TABLE {partition.NameIn("holds")} PARTITION OF holds FOR VALUES {partition.AttemptBounds}");
        }
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private protected DateTimeOffset Noon => AuditSpan.Of(day.Day).Start.AddHours(12);

    private protected Guid Id(int hour, int n = 0) => Guid.CreateVersion7(AuditSpan.Of(day.Day).Start.AddHours(hour).AddMilliseconds(n));

    /// <summary>Four entries of one tenant, one of them a correction, and one of another. Returns what may be known better.</summary>
    private protected async Task<Contracts.Inference.V1.TokensMetered> SpendAsync()
    {
        await UseAsync(acme, 12, 100);
        var counted = await UseAsync(acme, 13, 50, UsageRank.Counted);
        await database.Usage().HandleAsync([counted with { Rank = UsageRank.Reconciled, CostNanos = 40, EventId = Guid.NewGuid() }], default);
        await UseAsync(acme, 14, 11);
        await UseAsync(zeta, 13, 33);
        return counted;
    }

    private protected async Task<Contracts.Inference.V1.TokensMetered> UseAsync(string tenant, int hour, long cost, UsageRank rank = UsageRank.Provider)
    {
        var time = AuditSpan.Of(day.Day).Start.AddHours(hour);
        var fact = Given.Usage(tenant, cost, Guid.CreateVersion7(time), rank) with { StartTime = time, EndTime = time };
        await database.Usage().HandleAsync([fact], default);
        return fact;
    }

    private protected async Task RestAsync()
    {
        await SealAsync();
        await SequenceAsync();
    }

    private protected async Task SealAsync() => Assert.True(await new SealDays(
        database.Source, new MeteringSeals(database.Source), Options.Create(new SealOptions()), NullLogger<SealDays>.Instance).TrySealAsync(day.Day, default));

    private protected async Task SequenceAsync()
    {
        var sequencer = new FeedSequencer(
            database.Source, new FeedSignal(), Options.Create(new FeedOptions()), TimeProvider.System, NullLogger<FeedSequencer>.Instance);
        await using var connection = await database.Source.OpenConnectionAsync();
        while (await sequencer.SequenceAsync(connection, default))
        {
        }
    }

    private protected TiersOptions Settings(Action<TiersOptions>? change = null)
    {
        var options = new TiersOptions { WarmFolder = Path.Combine(folder, "warm"), ColdFolder = Path.Combine(folder, "cold"), HotDays = 3 };
        change?.Invoke(options);
        return options;
    }

    private protected ArchiveStores Stores() => new(Options.Create(Settings()));

    private protected ArchiveBlockers Blockers(bool publish = false) => new(database.Source, Options.Create(new FeedOptions { Publish = publish }));

    private protected ArchiveUsage Archive() => new(
        database.Source, Stores(), Blockers(), billing, new ArchivedLedger(Stores()), Options.Create(Settings()), TimeProvider.System,
        NullLogger<ArchiveUsage>.Instance);

    private protected MoveArchives Move(int daysFromNow) => new(
        database.Source, Stores(), Options.Create(Settings()), new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(daysFromNow)), NullLogger<MoveArchives>.Instance);

    private protected TierRules Rules() => new(database.Source, Options.Create(Settings()));

    private protected ManageRerates Rerates() => new(
        database.Source, new PriceBooks(database.Source), null!, TimeProvider.System, Options.Create(new LedgerOptions()));

    private protected async Task<DigestResponse> DigestAsync(Action<DigestRequest>? change = null)
    {
        var request = new DigestRequest();
        change?.Invoke(request);
        var digest = await database.Digest(Stores()).HandleAsync(request, default);
        digest.Pending.Remove("outbox");
        return digest;
    }

    private protected async Task<IReadOnlyList<(Guid AttemptId, long CostNanos)>> ListAsync()
    {
        var attempts = new List<(Guid, long)>();
        await foreach (var (id, total) in database.Digest(Stores()).ListAsync(new ListAttemptsRequest { Book = LedgerBook.Ledger }, default))
            attempts.Add((id, total.CostNanos));
        return attempts;
    }

    private protected async Task<IReadOnlyList<UsageEntry>> ReadAsync(string tenant)
    {
        var entries = new List<UsageEntry>();
        var archives = new ReadArchives(database.Source, new ArchivedLedger(Stores()), Options.Create(new LedgerOptions()));
        await foreach (var entry in archives.ReadAsync(new ReadArchivedUsageRequest { TenantId = tenant }, default))
            entries.Add(entry);
        return entries;
    }

    private protected Task<IReadOnlyList<ArchiveFile>> FilesAsync() => ArchiveManifest.SelectAsync(database.Source, "ORDER BY f.day, f.tenant_id", [], default);

    private protected string[] FilesIn(string tier) => Directory.Exists(Path.Combine(folder, tier))
        ? [.. Directory.GetFiles(Path.Combine(folder, tier), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Path.Combine(folder, tier), path))]
        : [];

    /// <summary>Billing, which has rated everything unless it is behind.</summary>
    private protected sealed class Billing : IBilledUsage
    {
        public bool IsBehind { get; set; }

        public Task<bool> IsAsync(DateOnly sealedDay, BookSum recorded, CancellationToken cancellationToken) => Task.FromResult(!IsBehind);
    }
}
