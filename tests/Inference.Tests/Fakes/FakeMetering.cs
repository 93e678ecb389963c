using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Inference.Tests.Fakes;

/// <summary>Metering's holds, kept in memory; can be told to refuse, to stay silent, or to go away and come back.</summary>
internal sealed class FakeMetering : IAsyncDisposable
{
    private LoopbackServer? server;
    private int port;
    private int streams;

    public ConcurrentDictionary<string, Hold> Held { get; } = new();

    public ConcurrentQueue<string> Released { get; } = new();

    public ConcurrentQueue<Hold> Asked { get; } = new();

    public ConcurrentQueue<Extend> Extended { get; } = new();

    /// <summary>What is held for an attempt by now, in nanos and tokens.</summary>
    public ConcurrentDictionary<string, (long Nanos, long Tokens)> Totals { get; } = new();

    /// <summary>A hard budget in tokens over everything; null for none.</summary>
    public long? TokenLimit { get; set; }

    /// <summary>Streams opened so far.</summary>
    public int Streams => streams;

    /// <summary>Answers for a hold; null stays silent.</summary>
    public Func<Hold, ReserveResponse?> Decide { get; set; } = _ => Grant();

    /// <summary>Price books it has, by number; the newest is in force.</summary>
    public ConcurrentDictionary<long, IReadOnlyList<Price>> Books { get; } = new();

    /// <summary>Answers for an extension; null stays silent.</summary>
    public Func<Extend, ReserveResponse?> DecideExtension { get; set; } = _ => Grant();

    public string Address { get; private set; } = "";

    public static async Task<FakeMetering> StartAsync()
    {
        var metering = new FakeMetering();
        await metering.ComeBackAsync();
        return metering;
    }

    public static ReserveResponse Grant() => new()
    {
        Granted = new Granted { Tightest = new BudgetRoom { BudgetId = "month", Cost = new Money { Currency = "USD", Nanos = 5_000_000_000 } } },
    };

    public async Task GoAwayAsync()
    {
        await server!.DisposeAsync();
        server = null;
    }

    public async Task ComeBackAsync()
    {
        server = await LoopbackServer.StartAsync(
            HttpProtocols.Http2,
            services => services.AddSingleton(this).AddGrpc(),
            app =>
            {
                app.MapGrpcService<Reservations>();
                app.MapGrpcService<Prices>();
            },
            port);
        Address = server.Address;
        port = new Uri(Address).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    private ReserveResponse? Answer(ReserveRequest request)
    {
        if (request.CommandCase is ReserveRequest.CommandOneofCase.Release)
        {
            Held.TryRemove(request.Release.AttemptId, out _);
            Released.Enqueue(request.Release.AttemptId);
            return new ReserveResponse { Sequence = request.Sequence, Released = new Released() };
        }

        var response = request.CommandCase is ReserveRequest.CommandOneofCase.Extend
            ? Extend(request.Extend)
            : Hold(request.Hold);
        if (response is not null)
            response.Sequence = request.Sequence;
        return response;
    }

    private sealed class Prices(FakeMetering metering) : PricesService.PricesServiceBase
    {
        public override Task<GetPriceBookResponse> GetPriceBook(GetPriceBookRequest request, ServerCallContext context)
        {
            var newest = metering.Books.Keys.DefaultIfEmpty(0).Max();
            var response = new GetPriceBookResponse { Number = newest };
            if (newest != request.KnownNumber)
                response.Prices.AddRange(metering.Books[newest]);
            return Task.FromResult(response);
        }
    }

    private ReserveResponse? Hold(Hold hold)
    {
        Asked.Enqueue(hold);
        var response = HasRoom(hold.AttemptId, hold.Tokens) ? Decide(hold) : NoRoom();
        return response?.ResultCase is ReserveResponse.ResultOneofCase.Granted ? Granted(response, hold.AttemptId, hold.Cost.Nanos, hold.Tokens, hold) : response;
    }

    private ReserveResponse? Extend(Extend extend)
    {
        Extended.Enqueue(extend);
        var response = HasRoom(extend.AttemptId, extend.Tokens) ? DecideExtension(extend) : NoRoom();
        return response?.ResultCase is ReserveResponse.ResultOneofCase.Granted
            ? Granted(response, extend.AttemptId, extend.Cost?.Nanos ?? 0, extend.Tokens, null)
            : response;
    }

    private ReserveResponse Granted(ReserveResponse response, string attemptId, long nanos, long tokens, Hold? hold)
    {
        if (hold is not null)
            Held[attemptId] = hold;
        var total = Totals.AddOrUpdate(
            attemptId, (nanos, tokens), (_, before) => (Math.Max(before.Nanos, nanos), Math.Max(before.Tokens, tokens)));
        response.Granted.HeldCost = new Money { Currency = "USD", Nanos = total.Nanos };
        response.Granted.HeldTokens = total.Tokens;
        return response;
    }

    private bool HasRoom(string attemptId, long tokens) =>
        TokenLimit is not { } limit || Totals.Where(total => total.Key != attemptId).Sum(total => total.Value.Tokens) + tokens <= limit;

    private static ReserveResponse NoRoom() => new() { Refused = new Refused { BudgetId = "month", ScopeKind = "tenant", ScopeId = "acme" } };

    private sealed class Reservations(FakeMetering metering) : ReservationsService.ReservationsServiceBase
    {
        public override async Task Reserve(
            IAsyncStreamReader<ReserveRequest> requestStream, IServerStreamWriter<ReserveResponse> responseStream, ServerCallContext context)
        {
            Interlocked.Increment(ref metering.streams);
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                if (metering.Answer(request) is { } response)
                    await responseStream.WriteAsync(response);
            }
        }
    }
}
