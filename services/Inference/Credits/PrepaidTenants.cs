using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Inference.Credits;

/// <summary>
/// Which tenants prepay, in memory: those who do not must not pay for a call to Billing. Billing is asked for what changed, by version, so
/// nothing is missed; and for as long as it has not answered lately, everyone is taken to prepay.
/// </summary>
internal sealed class PrepaidTenants(
    EntitlementsService.EntitlementsServiceClient billing, IOptions<CreditsOptions> options, TimeProvider clock, ILogger<PrepaidTenants> logger)
    : BackgroundService
{
    private const int Page = 1_000;
    private const long Never = long.MinValue;

    private readonly ConcurrentDictionary<string, bool> prepaid = new(StringComparer.Ordinal);
    private long version;
    private long knownAt = Never;

    /// <summary>Credit must be asked for before this tenant's provider calls.</summary>
    public bool MayPrepay(string tenantId) => prepaid.GetValueOrDefault(tenantId) || !IsFresh;

    private bool IsFresh => Volatile.Read(ref knownAt) is not Never and var at && clock.GetElapsedTime(at) <= options.Value.KnownFor;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshEvery, clock);
        var failing = false;
        do
        {
            try
            {
                await RefreshAsync(stoppingToken);
                failing = false;
            }
            catch (RpcException error) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    CreditsLog.NotRefreshed(logger, error.StatusCode.ToString());
                failing = true;
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // What is answered is true at least as of now.
            var asked = clock.GetTimestamp();
            var deadline = clock.GetUtcNow().UtcDateTime + options.Value.AnswerWithin;
            var changes = await billing.ListEntitlementsAsync(
                new ListEntitlementsRequest { AfterVersion = version, PageSize = Page }, deadline: deadline, cancellationToken: cancellationToken);
            foreach (var tenant in changes.Entitlements)
            {
                prepaid[tenant.TenantId] = tenant.Prepaid;
                version = tenant.Version;
            }

            if (changes.Entitlements.Count < Page)
            {
                Volatile.Write(ref knownAt, asked);
                return;
            }
        }
    }
}
