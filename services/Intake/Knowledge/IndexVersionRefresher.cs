using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Retrieval.V1;

namespace Tollgate.Intake.Knowledge;

/// <summary>Asks for the versions of the knowledge bases in use, because a broadcast may be missed while the broker is away.</summary>
internal sealed class IndexVersionRefresher(
    RetrievalService.RetrievalServiceClient retrieval, IndexVersions versions, IOptions<KnowledgeOptions> options, TimeProvider clock,
    ILogger<IndexVersionRefresher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.VersionRefreshInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var (tenant, knowledgeBase) in versions.Known)
                    await RefreshAsync(tenant, knowledgeBase, stoppingToken);
            }
            catch (RpcException error)
            {
                KnowledgeLog.RefreshFailed(logger, error.StatusCode.ToString());
            }
        }
    }

    private async Task RefreshAsync(string tenant, string knowledgeBase, CancellationToken cancellationToken)
    {
        var state = await retrieval.GetKnowledgeBaseAsync(
            new GetKnowledgeBaseRequest { TenantId = tenant, KnowledgeBase = knowledgeBase },
            deadline: (clock.GetUtcNow() + options.Value.Timeout).UtcDateTime,
            cancellationToken: cancellationToken);
        versions.Learn(tenant, knowledgeBase, state.IndexVersion);
    }
}
