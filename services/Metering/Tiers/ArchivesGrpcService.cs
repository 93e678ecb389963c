using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Tiers;

/// <summary>Archived usage, for operators.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class ArchivesGrpcService(ReadArchives archives, TierRules rules) : ArchivesService.ArchivesServiceBase
{
    public override Task<ListArchivesResponse> ListArchives(ListArchivesRequest request, ServerCallContext context) =>
        archives.ListAsync(request, context.CancellationToken);

    public override async Task ReadArchivedUsage(
        ReadArchivedUsageRequest request, IServerStreamWriter<ReadArchivedUsageResponse> responseStream, ServerCallContext context)
    {
        await foreach (var entry in archives.ReadAsync(request, context.CancellationToken))
            await responseStream.WriteAsync(new ReadArchivedUsageResponse { Entry = entry }, context.CancellationToken);
    }

    public override async Task<SetTierRuleResponse> SetTierRule(SetTierRuleRequest request, ServerCallContext context) =>
        new() { Rule = await rules.SetAsync(request.Rule, context.CancellationToken) };

    public override async Task<ListTierRulesResponse> ListTierRules(ListTierRulesRequest request, ServerCallContext context) =>
        new() { Rules = { await rules.ListAsync(context.CancellationToken) } };
}
