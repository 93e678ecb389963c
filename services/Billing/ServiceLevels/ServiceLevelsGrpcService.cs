using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.ServiceLevels;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class ServiceLevelsGrpcService(GetServiceLevel get, RecountService recount, NpgsqlDataSource database, PlanArchive plans)
    : ServiceLevelsService.ServiceLevelsServiceBase
{
    public override async Task<GetServiceLevelResponse> GetServiceLevel(GetServiceLevelRequest request, ServerCallContext context)
    {
        RequireTenant(request.TenantId);
        var at = request.At is { } asked ? Instant.FromDateTimeOffset(asked.ToDateTimeOffset()) : (Instant?)null;
        return ServiceLevelsMapping.ToProto(await get.ExecuteAsync(request.TenantId, at, context.CancellationToken));
    }

    public override async Task<ListServiceCreditsResponse> ListServiceCredits(ListServiceCreditsRequest request, ServerCallContext context)
    {
        RequireTenant(request.TenantId);
        var issued = await ServiceAssessmentStore.ListAsync(database, request.TenantId, plans, context.CancellationToken);
        return new ListServiceCreditsResponse { Assessments = { issued.Select(ServiceLevelsMapping.ToProto) } };
    }

    public override async Task<RecountServiceResponse> RecountService(RecountServiceRequest request, ServerCallContext context)
    {
        RequireTenant(request.TenantId);
        return new RecountServiceResponse { Counts = await recount.ExecuteAsync(request.TenantId, context.CancellationToken) };
    }

    private static void RequireTenant(string tenantId)
    {
        var check = new Validation();
        TenantIds.Require(check, tenantId);
        check.ThrowIfInvalid();
    }
}
