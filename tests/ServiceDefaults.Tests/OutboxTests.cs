using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RabbitMQ.Client;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.ServiceDefaults.Persistence;
using Tollgate.Testing;

namespace Tollgate.ServiceDefaults.Tests;

public sealed class OutboxTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private string database = "";
    private string broker = "";

    public async Task InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync("outbox");
        broker = await TestRabbitMq.CreateVirtualHostAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_message_follows_its_commit_and_never_a_rollback()
    {
        using var host = await StartAsync(consume: true);
        var heard = host.Services.GetRequiredService<Heard>();

        await SendAsync(host, "rolled-back", commit: false);
        await SendAsync(host, "committed", commit: true);
        await heard.UntilAsync("committed", Patience);

        Assert.DoesNotContain("rolled-back", heard.Documents);
        await UntilEmptyAsync(host);
    }

    [Fact]
    public async Task A_message_that_no_queue_takes_waits_for_one()
    {
        using (var deaf = await StartAsync(consume: false))
        {
            await SendAsync(deaf, "early", commit: true);
            await UntilAsync(async () => await ScalarAsync(deaf, "SELECT max(tries) FROM messaging.outbox") is int tries and > 0);
            await deaf.StopAsync();
        }

        using var host = await StartAsync(consume: true);
        await host.Services.GetRequiredService<Heard>().UntilAsync("early", Patience);
        await UntilEmptyAsync(host);
    }

    [Fact]
    public async Task A_poisonous_message_is_set_aside_and_the_others_pass()
    {
        using var host = await StartAsync(consume: true);

        await SendAsync(host, Heard.Poison, commit: true);
        await SendAsync(host, "after", commit: true);
        await host.Services.GetRequiredService<Heard>().UntilAsync("after", Patience);

        BasicGetResult? set = null;
        await UntilAsync(async () => (set = await TryGetAsync("outboxtest-index_error")) is not null);
        var headers = set!.BasicProperties.Headers!;
        Assert.Equal("retrieval.document-accepted.v1", System.Text.Encoding.UTF8.GetString((byte[])headers["cloudEvents_type"]!));
        Assert.Contains(Heard.Poison, System.Text.Encoding.UTF8.GetString(set.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_first_of_two_deliveries_begins()
    {
        using var host = await StartAsync(consume: false);
        var source = host.Services.GetRequiredService<NpgsqlDataSource>();
        var id = Guid.NewGuid();

        async Task<bool> BeginAsync()
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            var first = await Inbox.TryBeginAsync(transaction, "test", id, default);
            await transaction.CommitAsync();
            return first;
        }

        var results = await Task.WhenAll(BeginAsync(), BeginAsync());

        Assert.Single(results, first => first);
    }

    // The queue appears with its first message. Asking before closes the channel, and asking while it is being made closes the connection.
    private async Task<BasicGetResult?> TryGetAsync(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return await channel.BasicGetAsync(queue, autoAck: true);
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return null;
        }
    }

    private async Task<IHost> StartAsync(bool consume)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "Tollgate.ServiceDefaults.Tests" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_SERVICE_NAME"] = "outboxtest",
            ["ServiceIdentity:SigningKey"] = EchoHost.SigningKey,
            ["ConnectionStrings:testdb"] = database,
            ["ConnectionStrings:messaging"] = broker,
        });
        builder.AddServiceDefaults();
        builder.AddDatabase("testdb");
        builder.AddBus(bus =>
        {
            if (consume)
                bus.AddWorkConsumer<HearingConsumer>("index");
        });
        builder.Services.AddSingleton<Heard>();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task SendAsync(IHost host, string document, bool commit)
    {
        var outbox = host.Services.GetRequiredService<Outbox>();
        await using var connection = await host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await outbox.AddAsync(
            transaction,
            Guid.NewGuid(),
            new DocumentAccepted { TenantId = "t", KnowledgeBase = "k", DocumentId = document, Version = 1 },
            default);
        if (commit)
            await transaction.CommitAsync();
        outbox.Wake();
    }

    private static Task UntilEmptyAsync(IHost host) =>
        UntilAsync(async () => await ScalarAsync(host, "SELECT count(*) FROM messaging.outbox") is 0L);

    private static async Task<object?> ScalarAsync(IHost host, string sql)
    {
        await using var command = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(20, timeout.Token);
    }

    internal sealed class Heard
    {
        internal const string Poison = "poison";
        private readonly ConcurrentDictionary<string, TaskCompletionSource> waits = new();

        internal ConcurrentBag<string> Documents { get; } = [];

        internal void Add(string document)
        {
            Documents.Add(document);
            Wait(document).TrySetResult();
        }

        internal Task UntilAsync(string document, TimeSpan patience) => Wait(document).Task.WaitAsync(patience);

        private TaskCompletionSource Wait(string document) =>
            waits.GetOrAdd(document, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    internal sealed class HearingConsumer(Heard heard) : IConsumer<DocumentAccepted>
    {
        public Task Consume(ConsumeContext<DocumentAccepted> context)
        {
            if (context.Message.DocumentId == Heard.Poison)
                throw new InvalidOperationException("This one never works.");
            heard.Add(context.Message.DocumentId);
            return Task.CompletedTask;
        }
    }
}
