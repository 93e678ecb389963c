using Google.Protobuf.WellKnownTypes;
using Tollgate.Metering.Audit;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Rerating;
using Tollgate.Metering.Tiers;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Tests.Tiers;

/// <summary>Days leave the database: what must be so before, and what may happen meanwhile.</summary>
public sealed class ArchiveUsageTests : TiersBed
{
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
}
