using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults;
using Tollgate.ServiceDefaults.Identity;
using Tollgate.ServiceDefaults.Messaging;
using Hold = Tollgate.Contracts.Metering.V1.Hold;

namespace Tollgate.Bench.Metering;

/// <summary>
/// Reservations on one hot budget: over the stream, as Inference asks the real Metering for them, and naively, where each of many callers
/// runs the same transaction for its one call, straight on the database.
/// </summary>
internal sealed class Reservations : IAsyncDisposable
{
    private const string Tenant = "hot";
    private const int Waiting = 512;
    private const int NaiveCallers = 32;

    private readonly GrpcChannel channel;
    private readonly ServiceTokens tokens;
    private readonly ServiceProvider naive;

    private Reservations(GrpcChannel channel, ServiceTokens tokens, ServiceProvider naive)
    {
        this.channel = channel;
        this.tokens = tokens;
        this.naive = naive;
    }

    public static async Task<Reservations> CreateAsync(MeteringBed bed, CancellationToken cancellationToken)
    {
        var channel = GrpcChannel.ForAddress(bed.Metering);
        var tokens = new ServiceTokens(
            Options.Create(new ServiceIdentityOptions { SigningKey = bed.SigningKey }), new ServiceName("inference"), TimeProvider.System);

        var source = new NpgsqlDataSourceBuilder(bed.Database);
        source.ConnectionStringBuilder.MaxAutoPrepare = 64;
        var naive = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(TimeProvider.System)
            .AddSingleton(source.Build())
            .AddSingleton<Outbox>()
            .AddOptions<LedgerOptions>().Services
            .AddBudgets()
            .AddHolds()
            .BuildServiceProvider();

        await new BudgetsService.BudgetsServiceClient(channel).CreateBudgetAsync(
            new CreateBudgetRequest
            {
                Budget = new Budget
                {
                    BudgetId = "hot",
                    TenantId = Tenant,
                    Scope = BudgetScope.Tenant,
                    Period = BudgetPeriod.Month,
                    CostLimit = new Money { Currency = "USD", Nanos = long.MaxValue / 4 },
                    Hard = true,
                },
            },
            new Metadata { { "authorization", $"Bearer {bed.SigningKey}" } },
            cancellationToken: cancellationToken);
        return new Reservations(channel, tokens, naive);
    }

    /// <summary>Takes holds over one stream, with as many waiting for their answer as one Inference has calls at a time.</summary>
    public async Task<Rate> RunAsync(int holds, CancellationToken cancellationToken)
    {
        using var waiting = new SemaphoreSlim(Waiting);
        using var call = new ReservationsService.ReservationsServiceClient(channel).Reserve(
            new Metadata { { "authorization", $"Bearer {tokens.Issue()}" } }, cancellationToken: cancellationToken);
        var watch = Stopwatch.StartNew();
        var answers = ReceiveAsync();
        for (ulong sequence = 1; sequence <= (ulong)holds; sequence++)
        {
            await waiting.WaitAsync(cancellationToken);
            await call.RequestStream.WriteAsync(Ask(sequence), cancellationToken);
        }

        await call.RequestStream.CompleteAsync();
        await answers;
        return new Rate(holds, watch.Elapsed);

        async Task ReceiveAsync()
        {
            await foreach (var answer in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                if (answer.ResultCase != ReserveResponse.ResultOneofCase.Granted)
                    throw new InvalidOperationException($"A hold was not granted: {answer}");
                waiting.Release();
            }
        }
    }

    /// <summary>Takes holds in a transaction each, many callers at a time.</summary>
    public async Task<Rate> RunNaiveAsync(int holds, CancellationToken cancellationToken)
    {
        var decide = naive.GetRequiredService<DecideHolds>();
        var left = holds;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, NaiveCallers).Select(_ => Task.Run(CallAsync, cancellationToken)));
        return new Rate(holds, watch.Elapsed);

        async Task CallAsync()
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var (command, failure) = HoldsMapping.ToCommand(Ask(1), "USD");
                if (failure is not null || await decide.HandleAsync([command!], cancellationToken) is not [HoldGranted])
                    throw new InvalidOperationException("A naive hold was not granted.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await naive.DisposeAsync();
    }

    private static ReserveRequest Ask(ulong sequence) => new()
    {
        Sequence = sequence,
        Hold = new Hold
        {
            AttemptId = Guid.CreateVersion7().ToString(),
            OperationId = Guid.CreateVersion7().ToString(),
            Caller = new Caller { TenantId = Tenant, AssistantId = "helper", UserId = "user-1", ApiKeyId = "key_hot" },
            Provider = "openai",
            Model = "gpt-4.1-mini",
            Cost = new Money { Currency = "USD", Nanos = 1_000_000 },
            Tokens = 2000,
        },
    };
}
