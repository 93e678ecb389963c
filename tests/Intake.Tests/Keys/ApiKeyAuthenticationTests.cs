using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Npgsql;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tests.Keys;

[Collection(IntakeCollection.Name)]
public sealed class ApiKeyAuthenticationTests(IntakeFixture fixture)
{
    [Fact]
    public async Task Without_a_key_the_caller_is_asked_for_one()
    {
        var error = await Asking.RefusedAsync(() => fixture.App.Client(null).CompleteAsync(Asking.Question()));

        Assert.Equal((ErrorKind.Unauthenticated, "MISSING_API_KEY"), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task A_stream_and_an_estimate_need_a_key_too()
    {
        using var stream = fixture.App.Client(null).StreamComplete(new StreamCompleteRequest { Request = Asking.Question() });
        var error = TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(default)));
        Assert.Equal("MISSING_API_KEY", error.Reason);

        var estimate = await Asking.RefusedAsync(
            () => fixture.App.Client("tg_live_nonsense").EstimateAsync(new EstimateRequest { Request = Asking.Question() }));
        Assert.Equal("INVALID_API_KEY", estimate.Reason);
    }

    [Fact]
    public async Task A_key_with_a_wrong_secret_looks_like_a_key_that_does_not_exist()
    {
        var tenant = await fixture.CreateTenantAsync();
        var wrong = tenant.ApiKey[..^1] + (tenant.ApiKey[^1] == 'A' ? 'B' : 'A');
        var unknown = $"tg_live_0123456789abcdef_{new string('x', 40)}";

        var first = await Asking.RefusedAsync(() => fixture.App.Client(wrong).CompleteAsync(Asking.Question()));
        var second = await Asking.RefusedAsync(() => fixture.App.Client(unknown).CompleteAsync(Asking.Question()));

        Assert.Equal((ErrorKind.Unauthenticated, "INVALID_API_KEY"), (first.Kind, first.Reason));
        Assert.Equal((first.Kind, first.Reason, first.Message), (second.Kind, second.Reason, second.Message));
    }

    [Fact]
    public async Task The_key_may_also_come_as_x_api_key()
    {
        var tenant = await fixture.CreateTenantAsync();

        var answer = await fixture.App.Client(null).CompleteAsync(Asking.Question(), new Metadata { { "x-api-key", tenant.ApiKey } });

        Assert.NotEmpty(answer.Content);
    }

    [Fact]
    public async Task A_key_made_on_one_replica_works_on_the_other_at_once()
    {
        var tenant = await fixture.CreateTenantAsync();

        var answer = await fixture.Second.Client(tenant.ApiKey).CompleteAsync(Asking.Question());

        Assert.NotEmpty(answer.Content);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_on_every_replica_within_a_second()
    {
        var tenant = await fixture.CreateTenantAsync();
        var other = fixture.Second.Client(tenant.ApiKey);
        await other.CompleteAsync(Asking.Question());

        await fixture.App.Admin.RevokeApiKeyAsync(new RevokeApiKeyRequest { TenantId = tenant.Id, ApiKeyId = tenant.ApiKeyId });
        var watch = Stopwatch.StartNew();
        var here = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question()));
        Assert.Equal((ErrorKind.PermissionDenied, "KEY_REVOKED"), (here.Kind, here.Reason));

        TollgateException? there = null;
        while (there is null && watch.Elapsed < TimeSpan.FromSeconds(5))
        {
            try
            {
                await other.CompleteAsync(Asking.Question());
            }
            catch (RpcException error)
            {
                there = TollgateException.FromRpc(error);
            }
        }

        Assert.Equal("KEY_REVOKED", there?.Reason);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task Revoking_twice_is_fine_and_only_the_owner_can()
    {
        var (tenant, stranger) = (await fixture.CreateTenantAsync(), await fixture.CreateTenantAsync());
        var request = new RevokeApiKeyRequest { TenantId = tenant.Id, ApiKeyId = tenant.ApiKeyId };

        var error = await Asking.RefusedAsync(() => fixture.App.Admin.RevokeApiKeyAsync(
            new RevokeApiKeyRequest { TenantId = stranger.Id, ApiKeyId = tenant.ApiKeyId }));
        Assert.Equal(ErrorKind.NotFound, error.Kind);
        await fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question());

        await fixture.App.Admin.RevokeApiKeyAsync(request);
        var first = await KeyAsync(tenant);
        await fixture.App.Admin.RevokeApiKeyAsync(request);

        Assert.Equal(first.RevokeTime, (await KeyAsync(tenant)).RevokeTime);
    }

    [Fact]
    public async Task An_expired_key_is_refused()
    {
        var tenant = await fixture.CreateTenantAsync();
        var key = await fixture.App.Admin.CreateApiKeyAsync(new CreateApiKeyRequest
        {
            TenantId = tenant.Id,
            ExpireTime = DateTimeOffset.UtcNow.AddDays(1).ToTimestamp(),
        });
        await ExecuteAsync($"update api_keys set expire_time = now() - interval '1 second' where api_key_id = '{key.ApiKey.ApiKeyId}'");
        await using var fresh = fixture.Start(("Accounts:RefreshInterval", "00:00:10"));

        var error = await Asking.RefusedAsync(() => fresh.Client(key.Secret).CompleteAsync(Asking.Question()));

        Assert.Equal((ErrorKind.PermissionDenied, "KEY_EXPIRED"), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task A_bound_key_uses_its_assistant_and_no_other()
    {
        var tenant = await fixture.CreateTenantAsync(assistant: new Assistant { AssistantId = "claims", SystemPrompt = "Be brief." }, bound: true);
        await fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question());
        Assert.Equal("claims", Assert.Single(fixture.Routing.RunsOf(tenant.Id)).Caller.AssistantId);

        var other = Asking.Question();
        other.Assistant = "sales";
        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(other));

        Assert.Equal((ErrorKind.PermissionDenied, "ASSISTANT_NOT_ALLOWED"), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task A_tenant_cannot_use_the_assistant_of_another()
    {
        await fixture.CreateTenantAsync(assistant: new Assistant { AssistantId = "only-theirs" });
        var tenant = await fixture.CreateTenantAsync();
        var request = Asking.Question();
        request.Assistant = "only-theirs";

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(request));

        Assert.Equal((ErrorKind.NotFound, "UNKNOWN_ASSISTANT"), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task The_secret_of_a_key_is_nowhere_in_the_database()
    {
        var tenant = await fixture.CreateTenantAsync();
        var secret = tenant.ApiKey.Split('_')[^1];

        await using var connection = new NpgsqlConnection(fixture.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select string_agg(k::text, ' ') from api_keys k where tenant_id = $1", connection);
        command.Parameters.AddWithValue(tenant.Id);
        var rows = (string)(await command.ExecuteScalarAsync())!;

        Assert.Contains(tenant.ApiKeyId, rows, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, rows, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(secret)), rows, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<ApiKey> KeyAsync(TestTenant tenant) =>
        (await fixture.App.Admin.ListApiKeysAsync(new ListApiKeysRequest { TenantId = tenant.Id })).ApiKeys.Single();

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(fixture.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
