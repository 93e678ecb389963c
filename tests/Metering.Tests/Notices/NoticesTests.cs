using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Anomalies;
using Tollgate.Metering.Notices;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;
using Tollgate.ServiceDefaults.Webhooks;
using Tollgate.Testing;

namespace Tollgate.Metering.Tests.Notices;

public sealed class NoticesTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<IHost> replicas = [];
    private readonly MailServer mail = new();
    private WebhookReceiver receiver = null!;

    public async Task InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        foreach (var replica in replicas)
        {
            await replica.StopAsync();
            replica.Dispose();
        }

        await receiver.DisposeAsync();
        await mail.DisposeAsync();
    }

    [Fact]
    public async Task Every_contact_is_told_of_a_crossing_once_by_however_many_replicas()
    {
        var tenant = Given.Tenant();
        var (one, _) = (await StartAsync(), await StartAsync());
        var secret = await AddAsync(one, Webhook(tenant, "owner"));
        await AddAsync(one, Mail(tenant, "finance"));
        await AddAsync(one, Webhook(Given.Tenant(), "stranger"));
        var other = Webhook(tenant, "of-another-budget");
        other.BudgetId = "other";
        await AddAsync(one, other);

        await CrossAsync(tenant);

        var notice = await ToldAsync(one, tenant, "finance", "owner");
        await receiver.UntilAsync(received => received.Count == 1);
        await UntilAsync(() => mail.Mails.Count == 1);
        var webhook = Assert.Single(receiver.Received);
        Assert.Equal(notice.NoticeId, webhook.Id);
        Assert.Equal(WebhookVerdict.Genuine, WebhookSignature.Verify(
            [WebhookSecret.TryParse(secret)!], webhook.Id, webhook.Timestamp, webhook.Signature, webhook.Body, DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5)));
        Assert.Contains("Budget month is past 50 %", Assert.Single(mail.Mails), StringComparison.Ordinal);
        // Everybody was told, so no row is due any more.
        Assert.Equal(0L, await database.ScalarAsync<long>(
            "SELECT count(*) FROM notices n JOIN budget_periods p ON p.key = n.period_key JOIN budgets b ON b.key = p.budget_key WHERE b.tenant_id = $1 AND n.next_step_at < 'infinity'",
            tenant));
        Assert.Single(receiver.Received);
        Assert.Single(mail.Mails);
    }

    [Fact]
    public async Task Who_does_not_acknowledge_in_time_is_passed_over_step_after_step()
    {
        var tenant = Given.Tenant();
        var host = await StartAsync(("Notices:EscalateAfter", "00:00:00.2"));
        await AddAsync(host, Webhook(tenant, "first"));
        await AddAsync(host, Mail(tenant, "second", step: 2));
        await AddAsync(host, Webhook(tenant, "third", step: 3));

        await CrossAsync(tenant);

        await ToldAsync(host, tenant, "first", "second", "third");
        await receiver.UntilAsync(received => received.Count == 2);
        await UntilAsync(() => mail.Mails.Count == 1);
    }

    [Fact]
    public async Task Once_somebody_acknowledged_nobody_else_is_told()
    {
        var tenant = Given.Tenant();
        var host = await StartAsync(("Notices:EscalateAfter", "01:00:00"));
        await AddAsync(host, Webhook(tenant, "first"));
        await AddAsync(host, Webhook(tenant, "second", step: 1));
        await CrossAsync(tenant);
        var notice = await ToldAsync(host, tenant, "first");

        var notices = host.Services.GetRequiredService<AcknowledgeNotices>();
        var first = await notices.AcknowledgeAsync(Acknowledge("ann"), default);
        var second = await notices.AcknowledgeAsync(Acknowledge("bob"), default);
        // However late it gets.
        await database.ExecuteAsync($"UPDATE notices SET next_step_at = '-infinity' WHERE notice_id = '{notice.NoticeId}'");
        await host.Services.GetRequiredService<EscalateNotices>().HandleAsync(default);

        Assert.Equal(("ann", "ann"), (first.Notice.AcknowledgedBy, second.Notice.AcknowledgedBy));
        Assert.Equal(["first"], (await FindAsync(host, tenant))!.ToldContactIds);
        await Assert.ThrowsAsync<TollgateException>(() => notices.AcknowledgeAsync(
            new AcknowledgeNoticeRequest { TenantId = "somebody-else", NoticeId = notice.NoticeId, AcknowledgedBy = "eve" }, default));

        AcknowledgeNoticeRequest Acknowledge(string who) => new() { TenantId = tenant, NoticeId = notice.NoticeId, AcknowledgedBy = who };
    }

    [Fact]
    public async Task A_mail_server_that_refuses_is_tried_again_until_it_takes_the_mail()
    {
        var tenant = Given.Tenant();
        var host = await StartAsync();
        await AddAsync(host, Mail(tenant, "finance"));
        mail.Refuse(3);

        await CrossAsync(tenant);

        await UntilAsync(() => mail.Mails.Count == 1);
        Assert.Equal(4, await database.ScalarAsync<int>(
            "SELECT d.tries FROM notice_deliveries d JOIN notice_contacts c ON c.key = d.contact_key WHERE c.tenant_id = $1", tenant));
    }

    [Fact]
    public async Task A_crossing_without_contacts_is_on_record_and_waits_for_nobody()
    {
        var tenant = Given.Tenant();
        var host = await StartAsync();
        await CrossAsync(tenant);

        await UntilAsync(async () => await FindAsync(host, tenant) is not null);
        await UntilAsync(async () => await database.ScalarAsync<long>(
            "SELECT count(*) FROM notices n JOIN budget_periods p ON p.key = n.period_key JOIN budgets b ON b.key = p.budget_key WHERE b.tenant_id = $1 AND n.next_step_at = 'infinity'",
            tenant) == 1);
    }

    [Fact]
    public async Task A_contact_is_made_once_and_a_malformed_one_names_every_field()
    {
        var tenant = Given.Tenant();
        var host = await StartAsync();
        var contacts = host.Services.GetRequiredService<NoticeContacts>();
        var contact = Webhook(tenant, "owner");

        var made = await contacts.CreateAsync(contact, default);
        var again = await contacts.CreateAsync(contact.Clone(), default);

        Assert.StartsWith("whsec_", made.WebhookSecret, StringComparison.Ordinal);
        Assert.Equal("", again.WebhookSecret);
        Assert.Equal("CONTACT_EXISTS", (await Assert.ThrowsAsync<TollgateException>(() => contacts.CreateAsync(Webhook(tenant, "owner", step: 1), default))).Reason);
        var error = await Assert.ThrowsAsync<TollgateException>(() => contacts.CreateAsync(
            new NoticeContact { ContactId = "Not One", Step = 10, EmailAddress = "nobody" }, default));
        Assert.Equal(["contact.contact_id", "contact.step", "contact.email_address"], error.Fields.Select(field => field.Field));
        await contacts.DeleteAsync(tenant, "owner", default);
        await contacts.DeleteAsync(tenant, "owner", default);
        Assert.Empty((await contacts.ListAsync(tenant, default)).Contacts);
    }

    [Fact]
    public async Task Without_a_mail_server_a_mail_address_is_refused()
    {
        var host = await StartAsync(("Notices:SmtpHost", ""));

        var error = await Assert.ThrowsAsync<TollgateException>(() => AddAsync(host, Mail(Given.Tenant(), "finance")));

        Assert.Equal("SMTP_NOT_CONFIGURED", error.Reason);
    }

    [Fact]
    public async Task An_anomaly_is_told_to_those_who_hear_of_all_of_a_tenants_budgets_and_says_what_was_seen()
    {
        var tenant = Given.Tenant();
        var host = await StartAsync();
        await AddAsync(host, Webhook(tenant, "owner"));
        await AddAsync(host, Mail(tenant, "finance"));
        var other = Webhook(tenant, "of-one-budget");
        other.BudgetId = "month";
        await AddAsync(host, other);

        await FindAnomalyAsync(tenant);

        var notice = await ToldAsync(host, tenant, "finance", "owner");
        Assert.Equal((notice.NoticeId, AnomalyMetric.Cost, 90L, 10L), (
            notice.Anomaly.AnomalyId, notice.Anomaly.Metric, notice.Anomaly.Hours.Single().Observed.Cost.Nanos, notice.Anomaly.Hours.Single().Expected.Cost.Nanos));
        await receiver.UntilAsync(received => received.Count == 1);
        await UntilAsync(() => mail.Mails.Count == 1);
        Assert.Contains("metering.anomaly-detected.v1", System.Text.Encoding.UTF8.GetString(receiver.Received.Single().Body), StringComparison.Ordinal);
        Assert.Contains($"Cost of {tenant} is higher than expected", mail.Mails.Single(), StringComparison.Ordinal);
    }

    private async Task FindAnomalyAsync(string tenant)
    {
        var now = DateTimeOffset.UtcNow;
        var anomaly = new AnomalyState(Guid.NewGuid(), AnomalyMetric.Cost, above: true, isNew: true);
        anomaly.Set(HourRange.Floor(now), new Verdict(90, 10, 4, 16, 8_000, [HourRange.Floor(now).AddDays(-7)]));
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        AnomalyStore.AddTo(batch, tenant, anomaly, now);
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private async Task<IHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ServiceIdentity:SigningKey"] = "a-signing-key-for-tests-only-0123456789",
            ["Webhooks:AllowPrivateAddresses"] = "true",
            ["Webhooks:AllowHttp"] = "true",
            ["Notices:PollInterval"] = "00:00:00.05",
            ["Notices:FirstRetry"] = "00:00:00.01",
            ["Notices:SmtpHost"] = "127.0.0.1",
            ["Notices:SmtpPort"] = mail.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Notices:SmtpTls"] = "false",
            ["Notices:From"] = "tollgate@tollgate.example",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddOptions<ServiceIdentityOptions>().BindConfiguration("ServiceIdentity");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(database.Source);
        builder.AddNotices();
        var host = builder.Build();
        replicas.Add(host);
        await host.StartAsync();
        return host;
    }

    private NoticeContact Webhook(string tenant, string id, int step = 0) => new() { TenantId = tenant, ContactId = id, Step = step, WebhookUrl = receiver.Url };

    private static NoticeContact Mail(string tenant, string id, int step = 0) =>
        new() { TenantId = tenant, ContactId = id, Step = step, EmailAddress = $"{id}@acme.example" };

    private static async Task<string> AddAsync(IHost host, NoticeContact contact) =>
        (await host.Services.GetRequiredService<NoticeContacts>().CreateAsync(contact, default)).WebhookSecret;

    private async Task CrossAsync(string tenant)
    {
        await database.Budgets().CreateAsync(Given.Budget(tenant, 100, thresholds: (50, BudgetAction.CheaperModel)), default);
        await database.Usage().HandleAsync([Given.Usage(tenant, 60)], default);
    }

    private static async Task<Notice?> FindAsync(IHost host, string tenant) =>
        (await host.Services.GetRequiredService<AcknowledgeNotices>().ListAsync(tenant, default)).Notices.SingleOrDefault();

    private static async Task<Notice> ToldAsync(IHost host, string tenant, params string[] contacts)
    {
        Notice? notice = null;
        await UntilAsync(async () => (notice = await FindAsync(host, tenant)) is { } found && found.ToldContactIds.Order().SequenceEqual(contacts));
        return notice!;
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(20, timeout.Token);
    }
}
