using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Feed;

public sealed class FeedCredentialTests(FeedHost host) : IClassFixture<FeedHost>
{
    private readonly string tenant = Given.Tenant();
    private readonly string other = Given.Tenant();

    [Fact]
    public async Task A_tenant_reads_its_own_feed_and_learns_nothing_of_others()
    {
        var credential = await CreateAsync();
        await host.RecordAsync([Given.Usage(other, 1), Given.Usage(tenant, 2), Given.Usage(other, 3), Given.Usage(tenant, 4)]);

        var cursors = new List<string>();
        foreach (var asked in new[] { "", tenant })
        {
            var (entries, cursor) = await host.ReadAsync(asked, credential: credential);
            Assert.Equal([2, 4], entries.Select(entry => entry.Entry.Cost.Nanos).Order());
            Assert.All(entries, entry => Assert.Equal((tenant, 0), (entry.Entry.Caller.TenantId, entry.Position)));
            Assert.Equal([1, 2], entries.Select(entry => entry.TenantPosition));
            cursors.Add(cursor);
        }

        Assert.Single(cursors.Distinct());
        await host.RecordAsync([Given.Usage(other, 5), Given.Usage(tenant, 6)]);
        Assert.Equal(6, Assert.Single((await host.ReadAsync(tenant, cursors[0], credential: credential)).Entries).Entry.Cost.Nanos);
    }

    [Fact]
    public async Task Another_tenants_feed_or_cursor_is_refused_and_so_is_everything_else()
    {
        var credential = await CreateAsync();
        await host.RecordAsync([Given.Usage(tenant, 1), Given.Usage(other, 1)]);
        var (_, theirs) = await host.ReadAsync(other);
        var (_, everybodys) = await host.ReadAsync("");

        Assert.Equal((ErrorKind.PermissionDenied, "OTHER_TENANT"), await ErrorAsync(() => host.ReadAsync(other, credential: credential)));
        foreach (var cursor in new[] { theirs, everybodys })
            Assert.Equal((ErrorKind.InvalidArgument, "INVALID_CURSOR"), await ErrorAsync(() => host.ReadAsync("", cursor, credential: credential)));

        var headers = FeedHost.As(credential);
        Assert.Equal(ErrorKind.Unauthenticated, (await ErrorAsync(() => host.Feed.ListFeedSubscriptionsAsync(new(), headers).ResponseAsync)).Kind);
        Assert.Equal(ErrorKind.Unauthenticated, (await ErrorAsync(() => host.Feed.ListFeedCredentialsAsync(new() { TenantId = tenant }, headers).ResponseAsync)).Kind);
        Assert.Equal(ErrorKind.Unauthenticated, (await ErrorAsync(() => host.Usage.QueryUsageAsync(new() { TenantId = tenant }, headers).ResponseAsync)).Kind);
        Assert.Equal(ErrorKind.Unauthenticated, (await ErrorAsync(() => host.ReadAsync("", credential: credential[..^1] + "~"))).Kind);
    }

    [Fact]
    public async Task What_was_revoked_reads_nothing_and_ends_the_stream_that_it_opened()
    {
        var id = Guid.CreateVersion7();
        var credential = await CreateAsync(id);
        using var call = host.Feed.ReadFeed(new ReadFeedRequest { Live = true }, FeedHost.As(credential));
        await host.RecordAsync([Given.Usage(tenant, 1)]);
        Assert.True(await call.ResponseStream.MoveNext(default));

        var revoked = (await host.Feed.RevokeFeedCredentialAsync(new() { CredentialId = id.ToString() }, MeteringHost.AsOperator)).Credential;
        Assert.Equal(revoked, (await host.Feed.RevokeFeedCredentialAsync(new() { CredentialId = id.ToString() }, MeteringHost.AsOperator)).Credential);
        await host.RecordAsync([Given.Usage(tenant, 1)]);

        Assert.Equal((ErrorKind.Unauthenticated, "INVALID_CREDENTIALS"), await ErrorAsync(() => call.ResponseStream.MoveNext(default)));
        Assert.Equal(ErrorKind.Unauthenticated, (await ErrorAsync(() => host.ReadAsync("", credential: credential))).Kind);
    }

    [Fact]
    public async Task One_that_has_expired_reads_nothing()
    {
        var credential = await CreateAsync(expires: host.Clock.GetUtcNow().AddMinutes(5));
        Assert.Empty((await host.ReadAsync("", credential: credential)).Entries);

        host.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(ErrorKind.Unauthenticated, (await ErrorAsync(() => host.ReadAsync("", credential: credential))).Kind);
    }

    [Fact]
    public async Task It_is_shown_once_and_kept_nowhere()
    {
        var request = new CreateFeedCredentialRequest
        {
            Credential = new() { CredentialId = Guid.CreateVersion7().ToString(), TenantId = tenant, Description = "billing" },
        };
        var made = await host.Feed.CreateFeedCredentialAsync(request, MeteringHost.AsOperator);
        var again = await host.Feed.CreateFeedCredentialAsync(request, MeteringHost.AsOperator);

        Assert.StartsWith("tg_feed_", made.Secret);
        Assert.Equal(("", made.Credential), (again.Secret, again.Credential));
        Assert.Equal(made.Credential, Assert.Single((await host.Feed.ListFeedCredentialsAsync(new() { TenantId = tenant }, MeteringHost.AsOperator)).Credentials));
        Assert.False(await host.ScalarAsync<bool>($"SELECT bool_or(c::text LIKE '%{made.Secret[^20..]}%') FROM usage_feed_credentials c"));
        Assert.Equal(
            (ErrorKind.AlreadyExists, "CREDENTIAL_EXISTS"),
            await ErrorAsync(() => host.Feed.CreateFeedCredentialAsync(
                new() { Credential = new(request.Credential) { TenantId = other } }, MeteringHost.AsOperator).ResponseAsync));
    }

    [Fact]
    public async Task Bad_requests_name_every_field()
    {
        var error = TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(() => host.Feed.CreateFeedCredentialAsync(
            new()
            {
                Credential = new()
                {
                    CredentialId = "x", Description = new string('x', 201), ExpireTime = Timestamp.FromDateTimeOffset(host.Clock.GetUtcNow().AddDays(-1)),
                },
            },
            MeteringHost.AsOperator).ResponseAsync));

        Assert.Equal(
            ["credential.credential_id", "credential.description", "credential.expire_time", "credential.tenant_id"], error.Fields.Select(field => field.Field).Order());
        Assert.Equal(
            (ErrorKind.NotFound, "CREDENTIAL_NOT_FOUND"),
            await ErrorAsync(() => host.Feed.RevokeFeedCredentialAsync(new() { CredentialId = Guid.NewGuid().ToString() }, MeteringHost.AsOperator).ResponseAsync));
    }

    private async Task<string> CreateAsync(Guid? id = null, DateTimeOffset? expires = null) => (await host.Feed.CreateFeedCredentialAsync(
        new()
        {
            Credential = new()
            {
                CredentialId = (id ?? Guid.CreateVersion7()).ToString(), TenantId = tenant,
                ExpireTime = expires is { } time ? Timestamp.FromDateTimeOffset(time) : null,
            },
        },
        MeteringHost.AsOperator)).Secret;

    private static async Task<(ErrorKind Kind, string Reason)> ErrorAsync(Func<Task> call)
    {
        var error = TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(call));
        return (error.Kind, error.Reason);
    }
}
