using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Audit;
using Tollgate.Metering.Capacity;
using Tollgate.Metering.Costs;
using Tollgate.Metering.Feed;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Rerating;
using Tollgate.Metering.Tiers;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Tiers;

public sealed class TiersTests : IAsyncLifetime
{
    private readonly MeteringDatabase database = new();
    private readonly string folder = Directory.CreateTempSubdirectory("tollgate-tiers-").FullName;
    private readonly DayPartition day = new(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-20));
    private readonly Billing billing = new();
    private readonly string acme = Given.Tenant();
    private readonly string zeta = Given.Tenant();

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

    [Fact]
    public async Task A_day_that_is_dropped_stays_in_the_books_and_can_be_read_again_as_it_was()
    {
        await database.Budgets().CreateAsync(Given.Budget(acme, 1_000_000), default);
        await SpendAsync();
        var before = await DigestAsync();
        var attempts = await ListAsync();
        var entries = await database.ScalarAsync<string>("SELECT string_agg(e::text, E'\\n' ORDER BY attempt_id, revision) FROM usage_entries e");
        await RestAsync();

        Assert.True(await Archive().ArchiveAsync(day, default));

        Assert.True(await database.ScalarAsync<bool>($"SELECT to_regclass('{day.NameIn("usage_entries")}') IS NULL AND to_regclass('{day.NameIn("holds")}') IS NULL"));
        foreach (var full in new[] { false, true })
        {
            var after = await DigestAsync(request => request.Full = full);
            Assert.Equal(before.Books, after.Books);
            Assert.All(after.Pending, entry => Assert.Equal((entry.Key, 0L), (entry.Key, entry.Value)));
            Assert.Empty(after.Differences);
            Assert.Equal((1, 5), (after.Archived.Days, after.Archived.Entries));
        }

        Assert.Equal(attempts, await ListAsync());
        var half = await DigestAsync(request => request.StartTime = AuditSpan.Of(day.Day).Start.AddHours(13).ToTimestamp());
        Assert.Equal(3, half.Books.Single(book => book.Name == LedgerBook.Ledger).Records);
        Assert.Equal(4, (await ReadAsync(acme)).Count);
        Assert.Equal(entries.Split('\n').Length, (await ReadAsync(acme)).Count + (await ReadAsync(zeta)).Count);
        Assert.Equal([100, 50, -10, 11], (await ReadAsync(acme)).Select(entry => entry.Cost.Nanos));
    }

    [Fact]
    public async Task An_entry_comes_back_from_its_file_with_every_column()
    {
        await SpendAsync();
        await RestAsync();
        var written = (await Archive().WriteAsync(day, default))!;

        await using var stream = await Stores().OpenAsync((await FilesAsync()).Single(file => file.TenantId == acme), default);
        var read = new List<ArchivedEntry>();
        await foreach (var row in UsageParquet.ReadAsync(stream, default))
            read.Add(row);

        await using var query = database.Source.CreateCommand(
            $"SELECT {LedgerRows.Columns}, e.period_keys FROM usage_entries e WHERE tenant_id = '{acme}' ORDER BY attempt_id, revision");
        await using var rows = await query.ExecuteReaderAsync();
        foreach (var row in read)
        {
            Assert.True(await rows.ReadAsync());
            var expected = LedgerRows.Read(rows);
            Assert.Equal(expected with { Amounts = row.Entry.Amounts, Periods = row.Entry.Periods }, row.Entry);
            Assert.All(UsageAmounts.Columns.Select((_, column) => column), column => Assert.Equal(expected.Amounts[column], row.Entry.Amounts[column]));
            Assert.Equal(rows.GetFieldValue<long[]>(LedgerRows.ColumnCount), row.PeriodKeys);
        }

        Assert.False(await rows.ReadAsync());
        Assert.Equal([day.Day], written.Days);
    }

    [Fact]
    public async Task A_day_stays_while_anything_about_it_is_not_settled_sealed_told_or_billed()
    {
        await SpendAsync();
        Assert.Equal("UNSEALED", await Blockers().FindAsync(day, default));
        await SealAsync();
        Assert.Equal("UNFED", await Blockers().FindAsync(day, default));
        await SequenceAsync();
        Assert.Equal("UNFED", await Blockers(publish: true).FindAsync(day, default));
        Assert.Null(await Blockers().FindAsync(day, default));

        var held = Id(20);
        await database.ExecuteAsync($"INSERT INTO holds (attempt_id, status, tenant_id, provider, model, cost_nanos, tokens, period_keys) VALUES ('{held}', 1, '{acme}', 'sim', 'small', 1, 1, ARRAY[]::bigint[])");
        Assert.Equal("UNSETTLED", await Blockers().FindAsync(day, default));
        Assert.False(await Archive().ArchiveAsync(day, default));
        await database.ExecuteAsync($"UPDATE holds SET status = 3 WHERE attempt_id = '{held}'");

        billing.IsBehind = true;
        Assert.False(await Archive().ArchiveAsync(day, default));
        Assert.Equal(5, await database.ScalarAsync<long>("SELECT count(*) FROM usage_entries"));
        billing.IsBehind = false;
        Assert.True(await Archive().ArchiveAsync(day, default));
    }

    [Fact]
    public async Task A_day_that_changes_after_it_was_written_is_not_dropped_and_is_written_anew()
    {
        await SpendAsync();
        await RestAsync();
        var written = (await Archive().WriteAsync(day, default))!;
        await UseAsync(acme, 15, 7);
        await RestAsync();

        await Archive().DropAsync(day, written, default);
        Assert.Equal(6, await database.ScalarAsync<long>("SELECT count(*) FROM usage_entries"));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM audit.archived_days"));

        // The crash after writing is the same: the next round begins anew.
        Assert.True(await Archive().ArchiveAsync(day, default));
        Assert.Equal(6, (await ReadAsync(acme)).Count + (await ReadAsync(zeta)).Count);
    }

    [Fact]
    public async Task Of_two_replicas_one_drops_and_a_day_is_there_once()
    {
        await SpendAsync();
        await RestAsync();
        var before = await DigestAsync();

        await Task.WhenAll(Archive().HandleAsync(default), Archive().HandleAsync(default));
        await Archive().HandleAsync(default);

        Assert.Equal(before.Books, (await DigestAsync(request => request.Full = true)).Books);
    }

    [Fact]
    public async Task A_writing_that_was_overtaken_drops_nothing_and_takes_nothing_from_the_one_that_was_verified()
    {
        await SpendAsync();
        await RestAsync();
        var before = await DigestAsync();
        var first = (await Archive().WriteAsync(day, default))!;
        var second = (await Archive().WriteAsync(day, default))!;

        await Archive().DropAsync(day, first, default);
        Assert.Equal(5, await database.ScalarAsync<long>("SELECT count(*) FROM usage_entries"));
        Assert.Equal(2, FilesIn("warm").Length);

        await Archive().DropAsync(day, second, default);
        // Too late: nothing is noted of it, and nothing is left of it.
        await Assert.ThrowsAnyAsync<Exception>(() => Archive().WriteAsync(day, default));
        Assert.Equal((await FilesAsync()).Select(file => file.Path).Order(), FilesIn("warm").Order());
        Assert.Equal(before.Books, (await DigestAsync(request => request.Full = true)).Books);
    }

    [Fact]
    public async Task What_a_writing_that_died_left_behind_is_tidied_up_after_the_drop()
    {
        await SpendAsync();
        await RestAsync();
        await Archive().ArchiveAsync(day, default);
        var files = await FilesAsync();
        foreach (var file in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "warm", $"{file.Prefix}dead.parquet"), "");
            await File.WriteAllTextAsync(Path.Combine(folder, "warm", $"{file.Prefix}dead.parquet.0.part"), "");
        }

        await Move(daysFromNow: 0).HandleAsync(default);

        Assert.Equal(files.Select(file => file.Path).Order(), FilesIn("warm").Order());
        Assert.Equal(5, (await ReadAsync(acme)).Count + (await ReadAsync(zeta)).Count);
    }

    [Fact]
    public async Task A_rerate_that_begins_while_a_day_is_written_keeps_it()
    {
        await SpendAsync();
        await RestAsync();
        var written = (await Archive().WriteAsync(day, default))!;
        var rerate = new Rerate
        {
            RerateId = Guid.CreateVersion7(), RequestId = "now", Provider = "sim", Model = "", TenantId = "", PriceVersion = "", Note = "",
            Start = Noon, End = Noon.AddHours(1), Book = 0, CreateTime = DateTimeOffset.UtcNow,
        };
        await Transactions.RunAsync(
            database.Source,
            async transaction =>
            {
                await RerateStore.InsertAsync(transaction, rerate, default);
                return true;
            },
            default);

        await Archive().DropAsync(day, written, default);

        Assert.Equal(5, await database.ScalarAsync<long>("SELECT count(*) FROM usage_entries"));
        Assert.Equal("RERATING", await Blockers().FindAsync(day, default));
    }

    [Fact]
    public void A_file_is_of_one_tenant_whatever_its_id()
    {
        var names = new[] { "a", "a.b", "a/b", "..", "a*", "é", new string('ü', 60), new string('ü', 61) };

        var files = names.Select(name => ArchiveFile.PathOf(day.Day, name, Guid.Empty)).ToArray();

        Assert.Equal(names.Length, files.Distinct().Count());
        Assert.All(files, file => Assert.True(Path.GetFileName(file).Length < 255 && file.Count(letter => letter == '/') == 3));
        Assert.All(names, name => Assert.Single(files, file => file.StartsWith(
            ArchiveFile.PathOf(day.Day, name, Guid.Empty)[..^"00000000000000000000000000000000.parquet".Length], StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_comes_late_for_a_day_that_is_gone_is_set_aside_and_changes_nothing()
    {
        var spent = await SpendAsync();
        await RestAsync();
        await Archive().ArchiveAsync(day, default);
        var before = await DigestAsync();

        // In time by the clock of one who believes anything, so that only the database stands in its way.
        var late = Given.Usage(acme, 9, Id(2, 9)) with { StartTime = Noon.AddHours(2), EndTime = Noon.AddHours(2) };
        var correction = spent with { Rank = UsageRank.Provider, EventId = Guid.NewGuid(), CostNanos = 1 };
        var recorded = await database.Usage().HandleAsync([late, correction, Given.Usage(zeta, 3)], default);

        Assert.Equal(["UNSTORABLE", "UNSTORABLE"], recorded.Quarantined.Select(fact => fact.Reason));
        Assert.Single(recorded.Entries);
        var after = await DigestAsync();
        Assert.Equal(2, after.Pending["quarantined"]);
        Assert.Equal(
            before.Books.Single(book => book.Name == LedgerBook.Ledger).CostNanos + 3, after.Books.Single(book => book.Name == LedgerBook.Ledger).CostNanos);
        var rerate = await Assert.ThrowsAsync<TollgateException>(() => Rerates().StartAsync(
            new StartRerateRequest { RequestId = "late", Provider = "sim", StartTime = Noon.ToTimestamp(), EndTime = Noon.AddHours(1).ToTimestamp() }, default));
        Assert.Equal("USAGE_ARCHIVED", rerate.Reason);
        var capacity = await Assert.ThrowsAsync<TollgateException>(() => new PlanCapacity(
            database.Source, new PriceBooks(database.Source), Options.Create(new LedgerOptions()), TimeProvider.System).HandleAsync(
                new PlanCapacityRequest { TenantId = acme, StartTime = Noon.ToTimestamp(), EndTime = Noon.AddHours(1).ToTimestamp() }, default));
        Assert.Equal("USAGE_ARCHIVED", capacity.Reason);
        Assert.Equal("IMPLAUSIBLE_ATTEMPT_ID", UsageRules.Check(late, DateTimeOffset.UtcNow.AddDays(40), new LedgerOptions()));
    }

    [Fact]
    public async Task A_feed_that_is_read_from_before_what_is_gone_says_so()
    {
        await SpendAsync();
        await RestAsync();
        await Archive().ArchiveAsync(day, default);

        var error = await Assert.ThrowsAsync<TollgateException>(() => new FeedReader(database.Source).ReadAsync(acme, 0, 10, default));

        Assert.Equal("CURSOR_EXPIRED", error.Reason);
    }

    [Fact]
    public async Task A_file_that_was_changed_is_not_believed()
    {
        await SpendAsync();
        await RestAsync();
        await Archive().ArchiveAsync(day, default);
        var path = Path.Combine(folder, "warm", (await FilesAsync())[0].Path);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => DigestAsync(request => request.Full = true));

        Assert.Contains("ARCHIVE_DAMAGED", error.Message);
        Assert.Empty((await DigestAsync()).Differences);
    }

    [Fact]
    public async Task Files_move_and_expire_by_the_rule_of_their_tenant_and_leave_the_sums_of_all()
    {
        await SpendAsync();
        await RestAsync();
        var before = await DigestAsync();
        await Archive().ArchiveAsync(day, default);
        await Rules().SetAsync(new TierRule { TenantId = zeta, WarmDays = 100, KeepDays = 101 }, default);

        await Move(daysFromNow: 100).HandleAsync(default);
        Assert.Equal([(acme, UsageTier.Warm), (zeta, UsageTier.Expired)], (await FilesAsync()).Select(file => (file.TenantId, file.Tier)).OrderBy(file => file.Tier));
        await Move(daysFromNow: 400).HandleAsync(default);
        Assert.Equal(UsageTier.Cold, (await FilesAsync()).Single(file => file.TenantId == acme).Tier);

        Assert.Equal((await FilesAsync()).Single(file => file.TenantId == acme).Path, Assert.Single(FilesIn("cold")));
        Assert.Empty(FilesIn("warm"));
        var full = await DigestAsync(request => request.Full = true);
        Assert.Equal(before.Books, full.Books);
        Assert.Equal((0, 1), (full.Pending["unsound_seals"], full.Archived.ExpiredEntries));
        Assert.Equal(4, (await ReadAsync(acme)).Count);
        Assert.Equal("USAGE_EXPIRED", (await Assert.ThrowsAsync<TollgateException>(() => ReadAsync(zeta))).Reason);
        var half = await Assert.ThrowsAsync<TollgateException>(() => DigestAsync(request => request.StartTime = Noon.ToTimestamp()));
        Assert.Equal("USAGE_EXPIRED", half.Reason);
    }

    [Fact]
    public async Task A_crash_between_moving_and_tidying_loses_nothing()
    {
        await SpendAsync();
        await RestAsync();
        await Archive().ArchiveAsync(day, default);
        // As if it had died after the copy, before the commit; and, for the other tenant, after the commit.
        foreach (var file in await FilesAsync())
        {
            var cold = Path.Combine(folder, "cold", file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(cold)!);
            File.Copy(Path.Combine(folder, "warm", file.Path), cold);
        }

        await database.ExecuteAsync($"UPDATE usage_archive_files SET tier = 2, is_tidy = false, cold_at = now() WHERE tenant_id = '{zeta}'");
        Assert.Equal(5, (await ReadAsync(acme)).Count + (await ReadAsync(zeta)).Count);

        await Move(daysFromNow: 400).HandleAsync(default);

        Assert.Empty(FilesIn("warm"));
        Assert.Equal(2, FilesIn("cold").Length);
        Assert.Equal(5, (await ReadAsync(acme)).Count + (await ReadAsync(zeta)).Count);
    }

    [Fact]
    public async Task What_files_cost_is_entered_once_a_month_for_each_tenant()
    {
        await SpendAsync();
        await RestAsync();
        await Archive().ArchiveAsync(day, default);
        // A GiB, warm for the first half of June and cold for the second.
        await database.ExecuteAsync(
            $"UPDATE usage_archive_files SET bytes = 1073741824, stored_at = '2031-05-01 00:00+00', cold_at = '2031-06-16 00:00+00', tier = 2 WHERE tenant_id = '{acme}'");
        await database.ExecuteAsync($"UPDATE usage_archive_files SET stored_at = '2031-07-01 00:00+00' WHERE tenant_id = '{zeta}'");
        var costs = new StorageCosts(
            database.Source, Options.Create(Settings(options => (options.WarmPrice, options.ColdPrice) = (0.10m, 0.02m))),
            new FakeTimeProvider(new DateTimeOffset(2031, 7, 3, 0, 0, 0, TimeSpan.Zero)));

        Assert.Equal(1, await costs.HandleAsync(default));
        Assert.Equal(0, await costs.HandleAsync(default));

        var item = Assert.Single(await CostItemStore.ListAsync(database.Source, default));
        Assert.Equal((acme, "storage", 60_000_000L), (item.TenantId, item.Category, item.CostNanos));
    }

    [Fact]
    public void Settings_that_would_drop_what_may_still_come_are_refused()
    {
        var validator = new TiersOptionsValidator(Options.Create(new LedgerOptions()));

        Assert.True(validator.Validate(null, new TiersOptions { WarmFolder = folder }).Succeeded);
        Assert.True(validator.Validate(null, new TiersOptions { HotDays = 36 }).Succeeded);
        Assert.Contains("Ledger:MaxAge", validator.Validate(null, new TiersOptions { WarmFolder = folder, HotDays = 36 }).FailureMessage);
        Assert.Contains("another folder", validator.Validate(null, new TiersOptions { WarmFolder = folder, ColdFolder = Path.Combine(folder, ".") }).FailureMessage);
        Assert.Contains("grow", validator.Validate(null, new TiersOptions { WarmFolder = folder, WarmDays = 92 }).FailureMessage);
    }

    [Fact]
    public async Task A_rule_that_makes_no_sense_is_refused_naming_every_field()
    {
        var error = await Assert.ThrowsAsync<TollgateException>(() => Rules().SetAsync(new TierRule { TenantId = acme, WarmDays = 3, KeepDays = 3 }, default));

        Assert.Equal(["rule.keep_days", "rule.warm_days"], error.Fields.Select(field => field.Field).Order());
        Assert.Single(await Rules().ListAsync(default));
    }

    private DateTimeOffset Noon => AuditSpan.Of(day.Day).Start.AddHours(12);

    private Guid Id(int hour, int n = 0) => Guid.CreateVersion7(AuditSpan.Of(day.Day).Start.AddHours(hour).AddMilliseconds(n));

    /// <summary>Four entries of one tenant, one of them a correction, and one of another. Returns what may be known better.</summary>
    private async Task<Contracts.Inference.V1.TokensMetered> SpendAsync()
    {
        await UseAsync(acme, 12, 100);
        var counted = await UseAsync(acme, 13, 50, UsageRank.Counted);
        await database.Usage().HandleAsync([counted with { Rank = UsageRank.Reconciled, CostNanos = 40, EventId = Guid.NewGuid() }], default);
        await UseAsync(acme, 14, 11);
        await UseAsync(zeta, 13, 33);
        return counted;
    }

    private async Task<Contracts.Inference.V1.TokensMetered> UseAsync(string tenant, int hour, long cost, UsageRank rank = UsageRank.Provider)
    {
        var time = AuditSpan.Of(day.Day).Start.AddHours(hour);
        var fact = Given.Usage(tenant, cost, Guid.CreateVersion7(time), rank) with { StartTime = time, EndTime = time };
        await database.Usage().HandleAsync([fact], default);
        return fact;
    }

    private async Task RestAsync()
    {
        await SealAsync();
        await SequenceAsync();
    }

    private async Task SealAsync() => Assert.True(await new SealDays(
        database.Source, new MeteringSeals(database.Source), Options.Create(new SealOptions()), NullLogger<SealDays>.Instance).TrySealAsync(day.Day, default));

    private async Task SequenceAsync()
    {
        var sequencer = new FeedSequencer(
            database.Source, new FeedSignal(), Options.Create(new FeedOptions()), TimeProvider.System, NullLogger<FeedSequencer>.Instance);
        await using var connection = await database.Source.OpenConnectionAsync();
        while (await sequencer.SequenceAsync(connection, default))
        {
        }
    }

    private TiersOptions Settings(Action<TiersOptions>? change = null)
    {
        var options = new TiersOptions { WarmFolder = Path.Combine(folder, "warm"), ColdFolder = Path.Combine(folder, "cold"), HotDays = 3 };
        change?.Invoke(options);
        return options;
    }

    private ArchiveStores Stores() => new(Options.Create(Settings()));

    private ArchiveBlockers Blockers(bool publish = false) => new(database.Source, Options.Create(new FeedOptions { Publish = publish }));

    private ArchiveUsage Archive() => new(
        database.Source, Stores(), Blockers(), billing, new ArchivedLedger(Stores()), Options.Create(Settings()), TimeProvider.System,
        NullLogger<ArchiveUsage>.Instance);

    private MoveArchives Move(int daysFromNow) => new(
        database.Source, Stores(), Options.Create(Settings()), new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(daysFromNow)), NullLogger<MoveArchives>.Instance);

    private TierRules Rules() => new(database.Source, Options.Create(Settings()));

    private ManageRerates Rerates() => new(
        database.Source, new PriceBooks(database.Source), null!, TimeProvider.System, Options.Create(new LedgerOptions()));

    private async Task<DigestResponse> DigestAsync(Action<DigestRequest>? change = null)
    {
        var request = new DigestRequest();
        change?.Invoke(request);
        var digest = await database.Digest(Stores()).HandleAsync(request, default);
        digest.Pending.Remove("outbox");
        return digest;
    }

    private async Task<IReadOnlyList<(Guid AttemptId, long CostNanos)>> ListAsync()
    {
        var attempts = new List<(Guid, long)>();
        await foreach (var (id, total) in database.Digest(Stores()).ListAsync(new ListAttemptsRequest { Book = LedgerBook.Ledger }, default))
            attempts.Add((id, total.CostNanos));
        return attempts;
    }

    private async Task<IReadOnlyList<UsageEntry>> ReadAsync(string tenant)
    {
        var entries = new List<UsageEntry>();
        var archives = new ReadArchives(database.Source, new ArchivedLedger(Stores()), Options.Create(new LedgerOptions()));
        await foreach (var entry in archives.ReadAsync(new ReadArchivedUsageRequest { TenantId = tenant }, default))
            entries.Add(entry);
        return entries;
    }

    private Task<IReadOnlyList<ArchiveFile>> FilesAsync() => ArchiveManifest.SelectAsync(database.Source, "ORDER BY f.day, f.tenant_id", [], default);

    private string[] FilesIn(string tier) => Directory.Exists(Path.Combine(folder, tier))
        ? [.. Directory.GetFiles(Path.Combine(folder, tier), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Path.Combine(folder, tier), path))]
        : [];

    /// <summary>Billing, which has rated everything unless it is behind.</summary>
    private sealed class Billing : IBilledUsage
    {
        public bool IsBehind { get; set; }

        public Task<bool> IsAsync(DateOnly sealedDay, BookSum recorded, CancellationToken cancellationToken) => Task.FromResult(!IsBehind);
    }
}
