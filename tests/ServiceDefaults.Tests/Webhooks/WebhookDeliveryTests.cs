using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Persistence;
using Tollgate.ServiceDefaults.Webhooks;
using Tollgate.Testing;

namespace Tollgate.ServiceDefaults.Tests.Webhooks;

public sealed class WebhookDeliveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly List<IHost> replicas = [];
    private string database = "";
    private WebhookReceiver receiver = null!;

    public async Task InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync("webhooks");
        receiver = await WebhookReceiver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var replica in replicas)
        {
            await replica.StopAsync();
            replica.Dispose();
        }

        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_message_follows_its_commit_signed_and_is_delivered_once()
    {
        var host = await StartAsync();
        var (endpoint, secret) = await AddEndpointAsync(host);

        await SendAsync(host, endpoint, "rolled-back", commit: false);
        await SendAsync(host, endpoint, "one");
        await SendAsync(host, endpoint, "one");
        await SendAsync(host, endpoint, "two");
        await DeliveredAsync(host, 2);

        Assert.Equal(["one", "two"], receiver.Received.Select(webhook => webhook.Id).Order());
        Assert.All(receiver.Received, webhook => Assert.Equal(WebhookVerdict.Genuine, Verify(webhook, secret)));
        Assert.Equal("""{"of":"one"}""", Encoding.UTF8.GetString(receiver.Received.Single(webhook => webhook.Id == "one").Body));
    }

    [Fact]
    public async Task A_failed_message_is_tried_again_later_each_time_under_the_same_id()
    {
        var host = await StartAsync();
        var (endpoint, _) = await AddEndpointAsync(host);
        Answer(_ => receiver.Received.Count < 4 ? 500 : 200);

        await SendAsync(host, endpoint, "one");
        for (var tries = 1; tries < 4; tries++)
        {
            await FailedAsync(host, tries);
            var wait = await ScalarAsync<TimeSpan>(host, "SELECT next_try_at - $1 FROM webhooks.deliveries", clock.GetUtcNow().UtcDateTime);
            var full = TimeSpan.FromSeconds(5) * Math.Pow(2, tries - 1);
            Assert.InRange(wait, full * 0.49, full * 1.01);
            Assert.Equal(tries, receiver.Received.Count);
            clock.Advance(full * 1.01);
        }

        await DeliveredAsync(host, 1);

        Assert.Equal(["one", "one", "one", "one"], receiver.Received.Select(webhook => webhook.Id));
        Assert.Null((await EndpointAsync(host, endpoint)).FailingSince);
    }

    [Fact]
    public async Task An_endpoint_that_asks_to_be_left_alone_is_until_then()
    {
        var host = await StartAsync();
        var (endpoint, _) = await AddEndpointAsync(host);
        receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = receiver.Received.Count == 1 ? 429 : 200;
            context.Response.Headers.RetryAfter = "1800";
            return Task.CompletedTask;
        };

        await SendAsync(host, endpoint, "one");
        await FailedAsync(host, 1);
        await SendAsync(host, endpoint, "two");
        clock.Advance(TimeSpan.FromSeconds(1799));
        await PolledAsync(host);
        Assert.Single(receiver.Received);

        clock.Advance(TimeSpan.FromSeconds(2));
        await DeliveredAsync(host, 2);
    }

    [Fact]
    public async Task An_endpoint_that_fails_for_days_is_disabled_and_goes_on_where_it_was_when_enabled()
    {
        var host = await StartAsync();
        var (endpoint, _) = await AddEndpointAsync(host);
        var status = 503;
        Answer(_ => status);

        await SendAsync(host, endpoint, "one");
        for (var tries = 1; (await EndpointAsync(host, endpoint)).DisableTime is null; tries++)
        {
            await FailedAsync(host, tries);
            clock.Advance(TimeSpan.FromHours(13));
        }

        var disabled = await EndpointAsync(host, endpoint);
        Assert.True(disabled.DisableTime - disabled.FailingSince >= TimeSpan.FromDays(3));
        Assert.Contains("503", disabled.DisableReason, StringComparison.Ordinal);

        status = 200;
        await SendAsync(host, endpoint, "two");
        await InTransactionAsync(host, transaction => host.Services.GetRequiredService<WebhookEndpoints>().EnableAsync(transaction, endpoint, default));
        await DeliveredAsync(host, 2, given: 0);
        Assert.Null((await EndpointAsync(host, endpoint)).DisableTime);
    }

    [Fact]
    public async Task A_message_that_alone_fails_for_days_is_given_up_and_the_endpoint_works_on()
    {
        var host = await StartAsync();
        var (endpoint, _) = await AddEndpointAsync(host);
        Answer(webhook => webhook.Id == "poison" ? 500 : 200);

        await SendAsync(host, endpoint, "poison");
        for (var tries = 1; tries <= 7; tries++)
        {
            await FailedAsync(host, tries, "poison");
            await SendAsync(host, endpoint, $"good{tries}");
            await DeliveredAsync(host, tries, given: tries == 7 ? 1 : 0);
            clock.Advance(TimeSpan.FromHours(13));
        }

        Assert.Null((await EndpointAsync(host, endpoint)).DisableTime);
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_is_disabled_at_once()
    {
        var host = await StartAsync();
        var (endpoint, _) = await AddEndpointAsync(host);
        Answer(_ => 410);

        await SendAsync(host, endpoint, "one");

        await UntilAsync(async () => (await EndpointAsync(host, endpoint)).DisableTime is not null);
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var host = await StartAsync();
        var (endpoint, _) = await AddEndpointAsync(host);
        receiver.Answer = (_, context) =>
        {
            context.Response.Redirect(receiver.Url, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };

        await SendAsync(host, endpoint, "one");
        await FailedAsync(host, 1);

        Assert.Single(receiver.Received);
        Assert.Equal("307", await ScalarAsync<string>(host, "SELECT last_result FROM webhooks.deliveries"));
    }

    [Fact]
    public async Task A_name_that_leads_to_a_private_address_is_not_called()
    {
        var host = await StartAsync(allowPrivate: false);
        var (endpoint, _) = await AddEndpointAsync(host, receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

        await SendAsync(host, endpoint, "one");
        await FailedAsync(host, 1);

        Assert.Empty(receiver.Received);
        Assert.Equal("private_address", await ScalarAsync<string>(host, "SELECT last_result FROM webhooks.deliveries"));
    }

    [Fact]
    public async Task A_bad_address_is_refused_naming_the_field()
    {
        var endpoints = (await StartAsync(allowPrivate: false, allowHttp: false)).Services.GetRequiredService<WebhookEndpoints>();

        foreach (var bad in new[] { "", "hook", "ftp://example.com/", "http://example.com/", "https://user:pass@example.com/", "https://10.0.0.1/", "https://[::1]/" })
        {
            var rules = new Validation();
            Assert.Null(endpoints.Check(rules, bad, "url"));
            Assert.Equal("url", Assert.Single(Assert.Throws<TollgateException>(rules.ThrowIfInvalid).Fields).Field);
        }

        Assert.NotNull(endpoints.Check(new Validation(), "https://example.com/hook", "url"));
    }

    [Fact]
    public async Task Two_replicas_keep_to_the_bound_of_an_endpoint()
    {
        var first = await StartAsync();
        await StartAsync();
        var (endpoint, _) = await AddEndpointAsync(first, maxInFlight: 3);
        var release = new TaskCompletionSource();
        receiver.Answer = (_, _) => release.Task;

        for (var i = 0; i < 12; i++)
            await SendAsync(first, endpoint, $"m{i}");
        await receiver.UntilAsync(all => all.Count == 3);
        await PolledAsync(first);
        Assert.Equal(3, receiver.MostInFlight);
        release.SetResult();
        await DeliveredAsync(first, 12);

        Assert.True(receiver.MostInFlight <= 3);
        Assert.Equal(12, receiver.Received.Select(webhook => webhook.Id).Distinct().Count());
        Assert.Equal(12, receiver.Received.Count);
    }

    [Fact]
    public async Task An_ordered_endpoint_gets_nothing_before_what_came_first()
    {
        var first = await StartAsync();
        await StartAsync();
        var (endpoint, _) = await AddEndpointAsync(first, ordered: true);
        Answer(webhook => webhook.Id == "m3" && receiver.Received.Count(other => other.Id == "m3") < 3 ? 500 : 200);

        for (var i = 0; i < 8; i++)
            await SendAsync(first, endpoint, $"m{i}");
        for (var tries = 1; tries < 3; tries++)
        {
            await FailedAsync(first, tries, "m3");
            clock.Advance(TimeSpan.FromMinutes(1));
        }

        await DeliveredAsync(first, 8);

        Assert.Equal(["m0", "m1", "m2", "m3", "m3", "m3", "m4", "m5", "m6", "m7"], receiver.Received.Select(webhook => webhook.Id));
        Assert.Equal(1, receiver.MostInFlight);
    }

    [Fact]
    public async Task What_a_dead_replica_had_in_hand_is_sent_by_another_under_the_same_id()
    {
        var host = await StartAsync();
        var (endpoint, _) = await AddEndpointAsync(host);
        // As a kill leaves it: claimed, perhaps sent, never noted.
        await InTransactionAsync(host, async transaction =>
        {
            await host.Services.GetRequiredService<WebhookOutbox>().AddAsync(transaction, endpoint, Message("one"), default);
            await using var claim = new NpgsqlCommand(
                "UPDATE webhooks.deliveries SET tries = 1, leased_until = $1", transaction.Connection, transaction);
            claim.Parameters.AddWithValue((clock.GetUtcNow() + TimeSpan.FromSeconds(40)).UtcDateTime);
            await claim.ExecuteNonQueryAsync();
        });
        await PolledAsync(host);
        Assert.Empty(receiver.Received);

        clock.Advance(TimeSpan.FromSeconds(41));
        await DeliveredAsync(host, 1);

        Assert.Equal("one", Assert.Single(receiver.Received).Id);
    }

    [Fact]
    public async Task What_was_delivered_can_be_had_again_under_the_same_ids()
    {
        var host = await StartAsync();
        var (endpoint, _) = await AddEndpointAsync(host);
        await SendAsync(host, endpoint, "early");
        await DeliveredAsync(host, 1);
        clock.Advance(TimeSpan.FromMinutes(10));
        var since = clock.GetUtcNow();
        await SendAsync(host, endpoint, "late");
        await DeliveredAsync(host, 2);

        await InTransactionAsync(host, transaction => host.Services.GetRequiredService<WebhookOutbox>().ReplayAsync(transaction, endpoint, since, default));
        await receiver.UntilAsync(all => all.Count == 3);

        Assert.Equal(["early", "late", "late"], receiver.Received.Select(webhook => webhook.Id));
    }

    [Fact]
    public async Task While_a_secret_is_rotated_both_sign_and_then_the_new_one_alone()
    {
        var host = await StartAsync();
        var (endpoint, old) = await AddEndpointAsync(host);
        var renewed = (await host.Services.GetRequiredService<WebhookEndpoints>().RotateSecretAsync(endpoint, default))!;

        await SendAsync(host, endpoint, "during");
        await DeliveredAsync(host, 1);
        var during = receiver.Received.Single();
        Assert.Equal([WebhookVerdict.Genuine, WebhookVerdict.Genuine], [Verify(during, old), Verify(during, renewed)]);

        clock.Advance(TimeSpan.FromHours(25));
        await SendAsync(host, endpoint, "after");
        await DeliveredAsync(host, 2);
        var after = receiver.Received.Single(webhook => webhook.Id == "after");
        Assert.Equal([WebhookVerdict.Forged, WebhookVerdict.Genuine], [Verify(after, old), Verify(after, renewed)]);
        Assert.Null(await host.Services.GetRequiredService<WebhookEndpoints>().RotateSecretAsync(Guid.NewGuid(), default));
    }

    [Fact]
    public async Task Secrets_lie_encrypted_in_the_database()
    {
        var host = await StartAsync();
        var (_, secret) = await AddEndpointAsync(host);

        var stored = await ScalarAsync<byte[]>(host, "SELECT sealed FROM webhooks.secrets");

        var plain = Convert.FromBase64String(secret.Reveal()["whsec_".Length..]);
        Assert.Equal(-1, stored.AsSpan().IndexOf(plain.AsSpan(0, 8)));
    }

    private static WebhookMessage Message(string id) => WebhookMessage.Json(id, Encoding.UTF8.GetBytes($$"""{"of":"{{id}}"}"""));

    private WebhookVerdict Verify(ReceivedWebhook webhook, WebhookSecret secret) => WebhookSignature.Verify(
        [secret], webhook.Id, webhook.Timestamp, webhook.Signature, webhook.Body, clock.GetUtcNow(), TimeSpan.FromMinutes(5));

    private void Answer(Func<ReceivedWebhook, int> status) => receiver.Answer = (webhook, context) =>
    {
        context.Response.StatusCode = status(webhook);
        return Task.CompletedTask;
    };

    private async Task<IHost> StartAsync(bool allowPrivate = true, bool allowHttp = true)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "Tollgate.ServiceDefaults.Tests" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_SERVICE_NAME"] = "webhooktest",
            ["ServiceIdentity:SigningKey"] = EchoHost.SigningKey,
            ["ConnectionStrings:testdb"] = database,
            ["Webhooks:AllowPrivateAddresses"] = allowPrivate.ToString(),
            ["Webhooks:AllowHttp"] = allowHttp.ToString(),
            ["Webhooks:PollInterval"] = "00:00:00.020",
        });
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddServiceDefaults();
        builder.AddDatabase("testdb");
        builder.AddWebhooks();
        var host = builder.Build();
        replicas.Add(host);
        await host.StartAsync();
        return host;
    }

    private async Task<(Guid EndpointId, WebhookSecret Secret)> AddEndpointAsync(
        IHost host, string? url = null, bool ordered = false, int maxInFlight = 4)
    {
        var endpoint = new WebhookEndpoint
        {
            EndpointId = Guid.CreateVersion7(),
            Purpose = "test",
            Owner = "acme",
            Url = new Uri(url ?? receiver.Url),
            Ordered = ordered,
            MaxInFlight = maxInFlight,
        };
        WebhookSecret secret = null!;
        await InTransactionAsync(host, async transaction =>
            secret = await host.Services.GetRequiredService<WebhookEndpoints>().AddAsync(transaction, endpoint, default));
        return (endpoint.EndpointId, secret);
    }

    private static async Task<WebhookEndpoint> EndpointAsync(IHost host, Guid endpointId) =>
        (await host.Services.GetRequiredService<WebhookEndpoints>().FindAsync("test", endpointId, default))!;

    private static async Task SendAsync(IHost host, Guid endpointId, string id, bool commit = true)
    {
        var outbox = host.Services.GetRequiredService<WebhookOutbox>();
        await InTransactionAsync(host, transaction => outbox.AddAsync(transaction, endpointId, Message(id), default), commit);
        outbox.Wake();
    }

    private static async Task InTransactionAsync(IHost host, Func<NpgsqlTransaction, Task> work, bool commit = true)
    {
        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await work(transaction);
        if (commit)
            await transaction.CommitAsync();
    }

    private static Task DeliveredAsync(IHost host, long count, long given = 0) => UntilAsync(async () =>
        await ScalarAsync<long>(host, "SELECT count(*) FROM webhooks.deliveries WHERE state = 1") == count
        && await ScalarAsync<long>(host, "SELECT count(*) FROM webhooks.deliveries WHERE state = 2") == given);

    private static Task FailedAsync(IHost host, int tries, string id = "one") => UntilAsync(async () =>
        await ScalarAsync<long>(
            host, "SELECT count(*) FROM webhooks.deliveries WHERE message_id = $1 AND tries = $2 AND leased_until = '-infinity' AND last_result <> ''",
            id, tries) == 1);

    // The worker looks every 20 ms: an endpoint of its own shows that it has looked at everything since.
    private async Task PolledAsync(IHost host)
    {
        await using var probe = await WebhookReceiver.StartAsync();
        var (endpoint, _) = await AddEndpointAsync(host, probe.Url);
        await SendAsync(host, endpoint, "probe");
        await probe.UntilAsync(all => all.Count == 1);
        await UntilAsync(async () => await ScalarAsync<long>(host, "SELECT count(*) FROM webhooks.deliveries WHERE message_id = 'probe' AND state = 1") == 1);
        await host.Services.GetRequiredService<WebhookEndpoints>().DeleteAsync(endpoint, default);
    }

    private static async Task<T> ScalarAsync<T>(IHost host, string sql, params object[] parameters)
    {
        await using var command = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.AddWithValue(parameter);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(20, timeout.Token);
    }
}
