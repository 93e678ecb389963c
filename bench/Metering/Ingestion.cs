using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RabbitMQ.Client;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.ServiceDefaults.Persistence;

namespace Tollgate.Bench.Metering;

/// <summary>
/// Usage as Inference sends it: packed batches are committed into an outbox, the product's relay publishes them, and Metering records
/// them. The clock runs from the first commit here to the last event in Metering's rollups.
/// </summary>
internal sealed class Ingestion : IAsyncDisposable
{
    // What Inference commits together under load: Attempts:CommitBatch.
    private const int BatchSize = 256;
    private const int Writers = 2;
    // Batches on their way; beyond that the provider calls themselves would be the limit, not their accounting.
    private const int Window = 64;
    // Looking costs the database something, and what it costs is not ingestion.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LagDuration = TimeSpan.FromSeconds(10);

    private readonly IHost inference;
    private readonly NpgsqlDataSource ledger;
    private readonly UsageMaker usage = new();
    private long sent;

    private Ingestion(IHost inference, NpgsqlDataSource ledger)
    {
        this.inference = inference;
        this.ledger = ledger;
    }

    public static async Task<Ingestion> CreateAsync(MeteringBed bed, CancellationToken cancellationToken)
    {
        await TakeNewsAsync(bed.Broker, cancellationToken);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
            ApplicationName = typeof(Ingestion).Assembly.GetName().Name,
        });
        builder.Configuration.AddInMemoryCollection(
        [
            new("OTEL_SERVICE_NAME", "inference"),
            new("ConnectionStrings:inferencedb", await bed.CreateDatabaseAsync("inferencedb", cancellationToken)),
            new("ConnectionStrings:messaging", bed.Broker),
            new("ServiceIdentity:SigningKey", bed.SigningKey),
        ]);
        builder.AddServiceDefaults();
        builder.AddDatabase("inferencedb");
        builder.AddBus();
        var inference = builder.Build();
        await inference.StartAsync(cancellationToken);
        return new Ingestion(inference, NpgsqlDataSource.Create(bed.Database));
    }

    /// <summary>Sends events as fast as they are recorded. Returns when the first of them was made, and the rate.</summary>
    public async Task<(DateTimeOffset First, Rate Rate)> RunAsync(int events, CancellationToken cancellationToken)
    {
        var before = await RecordedAsync(cancellationToken);
        var batches = (events + BatchSize - 1) / BatchSize;
        var first = DateTimeOffset.UtcNow;
        var watch = Stopwatch.StartNew();
        using var window = new SemaphoreSlim(Window);
        var left = batches;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAllAsync()));
        var released = 0L;
        while (true)
        {
            var recorded = await RecordedAsync(cancellationToken) - before;
            for (; released < recorded / BatchSize; released++)
                window.Release();
            if (recorded >= (long)batches * BatchSize)
                break;
            if (writing.IsFaulted)
                await writing;
            if (watch.Elapsed > Patience)
                throw new TimeoutException($"{recorded} of {batches * BatchSize} events were recorded in {Patience}.");
            await Task.Delay(LookInterval, cancellationToken);
        }

        watch.Stop();
        await writing;
        return (first, new Rate((long)batches * BatchSize, watch.Elapsed));

        async Task WriteAllAsync()
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await window.WaitAsync(cancellationToken);
                await SendAsync(BatchSize, cancellationToken);
            }
        }
    }

    /// <summary>Sends at a steady pace; returns the 99th percentile, in milliseconds, from an attempt's end to its entry.</summary>
    public async Task<double> MeasureLagAsync(double eventsPerSecond, CancellationToken cancellationToken)
    {
        var first = DateTimeOffset.UtcNow;
        var watch = Stopwatch.StartNew();
        // A group commit gathers for about as long as the one before it takes.
        var size = Math.Max(1, (int)(eventsPerSecond * 0.01));
        for (var made = 0L; watch.Elapsed < LagDuration; made += size)
        {
            if (TimeSpan.FromSeconds(made / eventsPerSecond) - watch.Elapsed is { Ticks: > 0 } wait)
                await Task.Delay(wait, cancellationToken);
            await SendAsync(size, cancellationToken);
        }

        while (await RecordedAsync(cancellationToken) < sent)
            await Task.Delay(50, cancellationToken);
        // An attempt ends a second after it begins; see UsageMaker.
        await using var query = ledger.CreateCommand(
            """
            SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM record_time - attempt_time - interval '1 second') * 1000)
            FROM usage_entries WHERE attempt_time >= $1
            """);
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (first - UsageMaker.CallDuration).UtcDateTime });
        return (double)(await query.ExecuteScalarAsync(cancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        await inference.StopAsync();
        inference.Dispose();
        await ledger.DisposeAsync();
    }

    private async Task SendAsync(int events, CancellationToken cancellationToken)
    {
        var outbox = inference.Services.GetRequiredService<Outbox>();
        var message = new UsageBatch { BatchId = Guid.CreateVersion7(), Events = usage.Make(events) };
        await using (var connection = await inference.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await outbox.AddAsync(transaction, message.BatchId, message, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        Interlocked.Add(ref sent, events);
        outbox.Wake();
    }

    // The rollups are written by the transaction that writes the entries, and are few.
    private async Task<long> RecordedAsync(CancellationToken cancellationToken)
    {
        await using var query = ledger.CreateCommand("SELECT coalesce(sum(attempts), 0)::bigint FROM usage_rollups");
        return (long)(await query.ExecuteScalarAsync(cancellationToken))!;
    }

    // Metering's own news must find a queue, or its outbox would fill with messages that nobody takes. Nobody reads this one.
    private static async Task TakeNewsAsync(string broker, CancellationToken cancellationToken)
    {
        var exchange = MessageTypes.NameOf(typeof(UsageRecordedBatch));
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            "bench-news", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-max-length"] = 16 },
            cancellationToken: cancellationToken);
        await channel.QueueBindAsync("bench-news", exchange, "", cancellationToken: cancellationToken);
    }
}
