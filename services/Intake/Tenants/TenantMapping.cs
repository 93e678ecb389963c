using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;

namespace Tollgate.Intake.Tenants;

/// <summary>Tenants between the wire and the domain.</summary>
internal static class TenantMapping
{
    public static CreateTenant ToCommand(this CreateTenantRequest request)
    {
        var tenant = request.Tenant ?? new Tenant();
        return new CreateTenant(tenant.TenantId, tenant.DisplayName, tenant.Region, tenant.TimeZone, tenant.AnswerRetentionDays);
    }

    public static Tenant ToProto(this TenantSettings tenant) => new()
    {
        TenantId = tenant.TenantId,
        DisplayName = tenant.DisplayName,
        Region = tenant.Region,
        TimeZone = tenant.TimeZone,
        AnswerRetentionDays = tenant.AnswerRetentionDays,
        CreateTime = tenant.CreateTime.ToTimestamp(),
    };
}
