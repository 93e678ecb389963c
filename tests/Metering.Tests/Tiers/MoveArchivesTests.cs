using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Costs;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Tiers;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Tiers;

/// <summary>Files move, expire and cost, by rules.</summary>
public sealed class MoveArchivesTests : TiersBed
{
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
}
