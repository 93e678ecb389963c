using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Audit;
using Tollgate.Metering.Capacity;
using Tollgate.Metering.Feed;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Prices;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Tiers;

/// <summary>What is left of a day that is gone.</summary>
public sealed class ArchivedUsageTests : TiersBed
{
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
}
