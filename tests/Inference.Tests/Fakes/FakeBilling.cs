using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Inference.Tests.Fakes;

/// <summary>Billing's credit, kept in memory; knows who prepays, can be told to refuse, and can go away.</summary>
internal sealed class FakeBilling : IAsyncDisposable
{
    private LoopbackServer? server;
    private int port;

    /// <summary>Tenants that prepay.</summary>
    public ConcurrentDictionary<string, bool> Prepaid { get; } = new();

    public ConcurrentDictionary<string, HoldCreditRequest> Held { get; } = new();

    public ConcurrentQueue<string> Released { get; } = new();

    public ConcurrentQueue<HoldCreditRequest> Asked { get; } = new();

    /// <summary>Refuses every hold.</summary>
    public bool IsExhausted { get; set; }

    /// <summary>Times it was asked who prepays.</summary>
    public int Listed { get; private set; }

    public string Address { get; private set; } = "";

    public static async Task<FakeBilling> StartAsync()
    {
        var billing = new FakeBilling();
        await billing.ComeBackAsync();
        return billing;
    }

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
                app.MapGrpcService<Credit>();
                app.MapGrpcService<Entitled>();
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

    private sealed class Credit(FakeBilling billing) : CreditService.CreditServiceBase
    {
        public override Task<HoldCreditResponse> HoldCredit(HoldCreditRequest request, ServerCallContext context)
        {
            billing.Asked.Enqueue(request);
            if (!billing.Prepaid.ContainsKey(request.TenantId))
                return Task.FromResult(new HoldCreditResponse());
            if (billing.IsExhausted)
                throw RpcErrors.Write(TollgateException.ResourceExhausted("CREDIT_EXHAUSTED", "No credit.", null, new QuotaViolation("credit:acme", "0 USD left")));
            billing.Held[request.AttemptId] = request;
            return Task.FromResult(new HoldCreditResponse { Held = true });
        }

        public override Task<ReleaseCreditResponse> ReleaseCredit(ReleaseCreditRequest request, ServerCallContext context)
        {
            billing.Held.TryRemove(request.AttemptId, out _);
            billing.Released.Enqueue(request.AttemptId);
            return Task.FromResult(new ReleaseCreditResponse());
        }
    }

    private sealed class Entitled(FakeBilling billing) : EntitlementsService.EntitlementsServiceBase
    {
        public override Task<ListEntitlementsResponse> ListEntitlements(ListEntitlementsRequest request, ServerCallContext context)
        {
            billing.Listed++;
            var changes = billing.Prepaid.Select((tenant, i) => new Entitlements { TenantId = tenant.Key, Prepaid = tenant.Value, Version = i + 1 });
            return Task.FromResult(new ListEntitlementsResponse { Entitlements = { changes.Where(change => change.Version > request.AfterVersion) } });
        }
    }
}
