using System.Buffers.Text;
using System.Security.Cryptography;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Feed;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Tests.Feed;

public sealed class FeedGrpcServiceTests(FeedHost host) : IClassFixture<FeedHost>
{
    [Fact]
    public async Task A_reader_that_was_away_goes_on_from_its_cursor_without_a_gap_or_a_repeat()
    {
        var tenant = Given.Tenant();
        await host.RecordAsync([.. Enumerable.Range(0, 25).Select(n => Given.Usage(tenant, n))]);
        var (before, cursor) = await host.ReadAsync(tenant, pageSize: 10, pages: 2);

        host.Clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 3; i++)
            await host.RecordAsync([.. Enumerable.Range(0, 1000).Select(n => Given.Usage(tenant, n)), Given.Usage(Given.Tenant(), 1)]);
        var (after, end) = await host.ReadAsync(tenant, cursor);

        Assert.Equal(20, before.Count);
        Assert.Equal(Enumerable.Range(1, 3025).Select(n => (long)n), before.Concat(after).Select(entry => entry.TenantPosition));
        Assert.Equal(3025, before.Concat(after).Select(entry => entry.EventId).Distinct().Count());
        Assert.All(after, entry => Assert.Equal(tenant, entry.Entry.Caller.TenantId));
        Assert.Empty((await host.ReadAsync(tenant, end)).Entries);
    }

    [Fact]
    public async Task The_feed_of_all_tenants_counts_every_entry()
    {
        await host.RecordAsync([Given.Usage(Given.Tenant(), 1), Given.Usage(Given.Tenant(), 1)]);

        var (entries, _) = await host.ReadAsync("", pageSize: 1000);

        Assert.Equal(Enumerable.Range(1, entries.Count).Select(n => (long)n), entries.Select(entry => entry.Position));
        Assert.Equal(await host.ScalarAsync<long>("SELECT count(*) FROM usage_entries"), entries.Count);
    }

    [Fact]
    public async Task A_live_reader_is_told_what_comes()
    {
        var tenant = Given.Tenant();
        using var call = host.Feed.ReadFeed(new ReadFeedRequest { TenantId = tenant, Live = true }, MeteringHost.AsOperator);
        var next = call.ResponseStream.MoveNext(default);
        Assert.False(next.IsCompleted);

        var fact = Given.Usage(tenant, 7);
        await host.RecordAsync([fact]);

        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(fact.AttemptId.ToString(), Assert.Single(call.ResponseStream.Current.Entries).Entry.AttemptId);
    }

    [Fact]
    public async Task A_cursor_of_another_tenant_or_a_changed_one_is_refused()
    {
        var (tenant, other) = (Given.Tenant(), Given.Tenant());
        await host.RecordAsync([Given.Usage(tenant, 1), Given.Usage(other, 1)]);
        var (_, cursor) = await host.ReadAsync(tenant);
        var changed = (cursor[0] == 'A' ? 'B' : 'A') + cursor[1..];

        foreach (var (reader, bad) in new[] { (other, cursor), ("", cursor), (tenant, changed), (tenant, cursor[..^1]), (tenant, "!!"), (tenant, "AAAA") })
        {
            var error = TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(() => host.ReadAsync(reader, bad)));
            Assert.Equal((ErrorKind.InvalidArgument, "INVALID_CURSOR", "cursor"), (error.Kind, error.Reason, Assert.Single(error.Fields).Field));
        }
    }

    [Fact]
    public void A_cursor_tells_nobody_its_position_and_those_from_before_that_are_still_good()
    {
        var cursors = new FeedCursors(Options.Create(new ServiceIdentityOptions { SigningKey = "key" }));
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, "key"u8.ToArray(), 32, info: "tollgate feed cursors v1"u8.ToArray());
        byte[] position = [0, 0, 0, 0, 0, 0, 0, 42];
        var before = Base64Url.EncodeToString([.. position, .. HMACSHA256.HashData(key, (byte[])[.. position, .. "t"u8])[..16]]);

        Assert.Equal((42, 42), (cursors.Open(before, "t"), cursors.Open(cursors.After(42, "t"), "t")));
        Assert.Equal(before.Length, cursors.After(42, "t").Length);
        Assert.False(Base64Url.DecodeFromChars(cursors.After(42, "t")).AsSpan(..8).SequenceEqual(position));
    }

    [Fact]
    public async Task Without_credentials_nothing_is_told()
    {
        using var call = host.Feed.ReadFeed(new ReadFeedRequest());

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
    }
}
