using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Metering.Audit;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Tests.Audit;

/// <summary>Each test has a day of its own.</summary>
public sealed class SealDaysTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    private readonly string tenant = Given.Tenant();

    [Fact]
    public async Task A_sealed_day_adds_up_to_what_it_was_read_as()
    {
        var day = await SpendAsync(2, 100, 50);
        var read = await DigestAsync();

        Assert.True(await Seals().TrySealAsync(day, default));

        var sealedDay = await DigestAsync();
        Assert.Equal(read.Books, sealedDay.Books);
        Assert.Equal(read.Pending, sealedDay.Pending);
        Assert.Equal(2, sealedDay.Books.Single(book => book.Name == "metering.ledger").Records);
        Assert.False(await Seals().TrySealAsync(day, default));
    }

    [Fact]
    public async Task A_part_of_a_sealed_day_is_read()
    {
        var day = await SpendAsync(3, 100, 50);
        await Seals().TrySealAsync(day, default);
        var noon = AuditSpan.Of(day).Start.AddHours(12);

        var half = await DigestAsync(request => request.StartTime = noon.AddMinutes(1).ToTimestamp());

        Assert.Equal((1, 50), (half.Books.Single(book => book.Name == "metering.ledger").Records, half.Books.Single(book => book.Name == "metering.ledger").CostNanos));
    }

    [Fact]
    public async Task A_late_entry_breaks_the_seal_and_the_day_is_sealed_again()
    {
        var day = await SpendAsync(4, 100);
        Assert.True(await Seals().TrySealAsync(day, default));

        await SpendAsync(4, 7);

        Assert.False(await IsSealedAsync(day));
        Assert.True(await Seals().TrySealAsync(day, default));
        Assert.Equal((2, 107), await LedgerAsync());
    }

    [Fact]
    public async Task An_entry_of_today_breaks_no_seal()
    {
        var day = await SpendAsync(5, 100);
        await Seals().TrySealAsync(day, default);

        await database.Usage().HandleAsync([Given.Usage(tenant, 1)], default);

        Assert.True(await IsSealedAsync(day));
    }

    [Fact]
    public async Task A_day_is_not_sealed_while_a_late_entry_is_under_way()
    {
        var day = await SpendAsync(6, 100);
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await new NpgsqlCommand(PostAgain(), connection, transaction).ExecuteNonQueryAsync();

        Assert.False(await Seals().TrySealAsync(day, default));

        await transaction.CommitAsync();
        Assert.True(await Seals().TrySealAsync(day, default));
        Assert.Equal(2, (await DigestAsync()).Books.Single(book => book.Name == "metering.recorded").Records);
    }

    [Fact]
    public async Task A_late_entry_waits_for_who_seals_and_then_breaks_the_seal()
    {
        var day = await SpendAsync(7, 100);
        var gate = new Gate(Books());
        var sealing = Seals(gate).TrySealAsync(day, default);
        await gate.Reached;

        var late = SpendAsync(7, 7);
        await UntilAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7205 AND NOT granted", 1);
        Assert.False(late.IsCompleted);
        gate.Open();

        Assert.True(await sealing);
        await late;
        Assert.False(await IsSealedAsync(day));
        Assert.Equal((2, 107), await LedgerAsync());
    }

    [Fact]
    public async Task Of_two_replicas_one_seals()
    {
        var day = await SpendAsync(8, 100);
        var gate = new Gate(Books());
        var first = Seals(gate).TrySealAsync(day, default);
        await gate.Reached;

        Assert.False(await Seals().TrySealAsync(day, default));

        gate.Open();
        Assert.True(await first);
        Assert.Equal((1, 100), await LedgerAsync());
    }

    [Fact]
    public async Task A_crash_between_the_comparison_and_the_seal_leaves_no_seal()
    {
        var day = await SpendAsync(9, 100);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Seals(new Crash(Books())).TrySealAsync(day, default));

        Assert.False(await IsSealedAsync(day));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM audit.sealed_books WHERE day = $1", day));
        Assert.True(await Seals().TrySealAsync(day, default));
    }

    [Fact]
    public async Task A_day_whose_rollups_are_not_its_ledger_is_not_sealed()
    {
        var day = await SpendAsync(10, 100);
        await database.ExecuteAsync($"UPDATE usage_rollups SET output = output + 1 WHERE tenant_id = '{tenant}'");

        Assert.False(await Seals().TrySealAsync(day, default));

        await database.ExecuteAsync($"UPDATE usage_rollups SET output = output - 1 WHERE tenant_id = '{tenant}'");
        Assert.True(await Seals().TrySealAsync(day, default));
    }

    [Fact]
    public async Task A_rollup_changed_by_hand_breaks_the_seal_and_is_named()
    {
        var day = await SpendAsync(11, 100);
        await Seals().TrySealAsync(day, default);

        await database.ExecuteAsync($"UPDATE usage_rollups SET output = output + 1 WHERE tenant_id = '{tenant}'");

        var digest = await DigestAsync();
        Assert.Equal(1, digest.Pending["rollup_mismatches"]);
        Assert.Equal(("metering.rollups", tenant), (digest.Differences[0].Book, digest.Differences[0].TenantId));
    }

    [Fact]
    public async Task A_full_audit_finds_what_a_seal_hides()
    {
        var day = await SpendAsync(12, 100);
        await Seals().TrySealAsync(day, default);
        await database.ExecuteAsync(
            $"SET session_replication_role = replica; UPDATE usage_entries SET cost_nanos = cost_nanos + 1 WHERE tenant_id = '{tenant}'; RESET session_replication_role");

        var quick = await DigestAsync();
        var full = await DigestAsync(request => request.Full = true);

        Assert.True(await IsSealedAsync(day));
        Assert.Equal(100, quick.Books.Single(book => book.Name == "metering.ledger").CostNanos);
        Assert.Equal(101, full.Books.Single(book => book.Name == "metering.ledger").CostNanos);
        Assert.Equal((2, 1), (full.Pending["unsound_seals"], full.Pending["rollup_mismatches"]));
        var difference = full.Differences.First(difference => difference.Book == "metering.ledger");
        Assert.Equal((tenant, "sealed day", AuditSpan.Of(day).Start.ToTimestamp()), (difference.TenantId, difference.Row, difference.Time));
        Assert.Contains("100 nanos", difference.Expected);
        Assert.Contains("101 nanos", difference.Found);
        Assert.Contains(full.Differences, difference => difference.Book == "metering.rollups");
    }

    [Fact]
    public async Task A_day_is_left_alone_until_its_grace_is_over()
    {
        var day = await SpendAsync(13, 100);

        Assert.False(await Seals(grace: TimeSpan.FromDays(20)).TrySealAsync(day, default));
        Assert.False(await Seals().TrySealAsync(DateOnly.FromDateTime(DateTime.UtcNow), default));
    }

    [Fact]
    public async Task Budgets_and_their_history_are_proved_across_sealed_days()
    {
        await database.Budgets().CreateAsync(Given.Budget(tenant, 1000), default);
        var day = await SpendAsync(14, 100, 50);
        await SpendAsync(14, 1);
        var keys = $"(SELECT p.key FROM budget_periods p JOIN budgets b ON b.key = p.budget_key WHERE b.tenant_id = '{tenant}')";
        // All but the last of its history was decided on that day.
        await database.ExecuteAsync(
            $"""
            SET session_replication_role = replica;
            UPDATE hold_history SET decided_at = '{day:yyyy-MM-dd} 12:00+00' WHERE period_key IN {keys}
                AND sequence < (SELECT max(sequence) FROM hold_history WHERE period_key IN {keys});
            RESET session_replication_role
            """);
        var read = await DigestAsync();

        Assert.True(await Seals().TrySealAsync(day, default));
        await database.Usage().HandleAsync([Given.Usage(tenant, 5)], default);

        var digest = await DigestAsync();
        Assert.True(await database.ScalarAsync<long>($"SELECT count(*) FROM sealed_history WHERE period_key IN {keys}") == 1);
        Assert.Equal((0, 0, 0), (digest.Pending["budget_mismatches"], digest.Pending["hold_history_breaks"], digest.Pending["admission_violations"]));
        Assert.Equal(
            read.Books.Single(book => book.Name == "metering.hold_changes").Records + 1, digest.Books.Single(book => book.Name == "metering.hold_changes").Records);

        await database.ExecuteAsync($"UPDATE budget_periods SET settled = settled - 1 WHERE key IN {keys}");
        var tampered = await DigestAsync();
        Assert.Equal((1, 1), (tampered.Pending["budget_mismatches"], tampered.Pending["hold_history_breaks"]));
    }

    private string PostAgain() =>
        $"""
        CREATE TEMP TABLE late ON COMMIT DROP AS SELECT * FROM usage_entries WHERE tenant_id = '{tenant}';
        UPDATE late SET attempt_id = overlay(attempt_id::text placing CASE right(attempt_id::text, 1) WHEN 'f' THEN 'e' ELSE 'f' END from 36)::uuid, event_id = gen_random_uuid();
        INSERT INTO usage_entries SELECT * FROM late;
        UPDATE usage_rollups SET attempts = 2 * attempts, {string.Join(", ", UsageAmounts.Columns.Select(c => $"{c} = 2 * {c}"))} WHERE tenant_id = '{tenant}'
        """;

    private async Task<DateOnly> SpendAsync(int daysAgo, params long[] costs)
    {
        var day = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-daysAgo);
        for (var i = 0; i < costs.Length; i++)
        {
            var time = AuditSpan.Of(day).Start.AddHours(12 + i);
            await database.Usage().HandleAsync([Given.Usage(tenant, costs[i], Guid.CreateVersion7(time)) with { StartTime = time, EndTime = time }], default);
        }

        return day;
    }

    private MeteringSeals Books() => new(database.Source);

    private SealDays Seals(ISealableBooks? books = null, TimeSpan? grace = null) => new(
        database.Source, books ?? Books(), Options.Create(new SealOptions { Grace = grace ?? TimeSpan.FromHours(1) }), NullLogger<SealDays>.Instance);

    private Task<bool> IsSealedAsync(DateOnly day) => database.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM audit.sealed_days WHERE day = $1)", day);

    private async Task<(long Records, long CostNanos)> LedgerAsync()
    {
        var book = (await DigestAsync()).Books.Single(book => book.Name == "metering.ledger");
        return (book.Records, book.CostNanos);
    }

    private Task<DigestResponse> DigestAsync(Action<DigestRequest>? change = null)
    {
        var request = new DigestRequest { TenantId = tenant };
        change?.Invoke(request);
        return database.Digest().HandleAsync(request, default);
    }

    private async Task UntilAsync(string sql, long expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await database.ScalarAsync<long>(sql) != expected)
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
    }

    /// <summary>Stops who seals when everything is compared and nothing is committed.</summary>
    private sealed class Gate(ISealableBooks books) : ISealableBooks
    {
        private readonly TaskCompletionSource reached = new();
        private readonly TaskCompletionSource opened = new();

        public Task Reached => reached.Task;

        public void Open() => opened.SetResult();

        public Task<DateOnly?> FirstDayAsync(CancellationToken cancellationToken) => books.FirstDayAsync(cancellationToken);

        public async Task<BookSums?> SealAsync(NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken)
        {
            var sums = await books.SealAsync(transaction, day, cancellationToken);
            reached.SetResult();
            await opened.Task;
            return sums;
        }
    }

    /// <summary>Ends the connection when everything is compared.</summary>
    private sealed class Crash(ISealableBooks books) : ISealableBooks
    {
        public Task<DateOnly?> FirstDayAsync(CancellationToken cancellationToken) => books.FirstDayAsync(cancellationToken);

        public async Task<BookSums?> SealAsync(NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken)
        {
            await books.SealAsync(transaction, day, cancellationToken);
            await new NpgsqlCommand("SELECT pg_terminate_backend(pg_backend_pid())", transaction.Connection, transaction).ExecuteNonQueryAsync(cancellationToken);
            return null;
        }
    }
}
