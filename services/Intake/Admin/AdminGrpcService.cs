using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;
using Tollgate.Intake.Assistants;
using Tollgate.Intake.Keys;
using Tollgate.Intake.Tenants;
using Tollgate.Intake.Wire;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Intake.Admin;

/// <summary>Tenants, assistants and keys for operators.</summary>
[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class AdminGrpcService(
    AccountsStore accounts, CreateTenantHandler createTenant, PutAssistantHandler putAssistant,
    CreateApiKeyHandler createApiKey, RevokeApiKeyHandler revokeApiKey) : StrictAdminService
{
    public override async Task<CreateTenantResponse> CreateTenant(CreateTenantRequest request, ServerCallContext context) =>
        new() { Tenant = (await createTenant.HandleAsync(request.ToCommand(), context.CancellationToken)).ToProto() };

    public override async Task<ListTenantsResponse> ListTenants(ListTenantsRequest request, ServerCallContext context) =>
        new() { Tenants = { (await accounts.ListTenantsAsync(context.CancellationToken)).Select(TenantMapping.ToProto) } };

    public override async Task<PutAssistantResponse> PutAssistant(PutAssistantRequest request, ServerCallContext context) =>
        new() { Assistant = (await putAssistant.HandleAsync(request.ToSettings(), context.CancellationToken)).ToProto() };

    public override async Task<ListAssistantsResponse> ListAssistants(ListAssistantsRequest request, ServerCallContext context)
    {
        var found = await accounts.ListAssistantsAsync(RequiredTenant(request.TenantId), context.CancellationToken);
        return new ListAssistantsResponse { Assistants = { found.Select(AssistantMapping.ToProto) } };
    }

    public override async Task<CreateApiKeyResponse> CreateApiKey(CreateApiKeyRequest request, ServerCallContext context)
    {
        var created = await createApiKey.HandleAsync(request.ToCommand(), context.CancellationToken);
        return new CreateApiKeyResponse { ApiKey = created.Record.ToProto(), Secret = created.Key.Reveal() };
    }

    public override async Task<ListApiKeysResponse> ListApiKeys(ListApiKeysRequest request, ServerCallContext context)
    {
        var found = await accounts.ListKeysAsync(RequiredTenant(request.TenantId), context.CancellationToken);
        return new ListApiKeysResponse { ApiKeys = { found.Select(KeyMapping.ToProto) } };
    }

    public override async Task<RevokeApiKeyResponse> RevokeApiKey(RevokeApiKeyRequest request, ServerCallContext context)
    {
        await revokeApiKey.HandleAsync(new RevokeApiKey(RequiredTenant(request.TenantId), request.ApiKeyId), context.CancellationToken);
        return new RevokeApiKeyResponse();
    }

    private static string RequiredTenant(string tenantId)
    {
        var validation = new ServiceDefaults.Errors.Validation();
        validation.Require(Names.IsId(tenantId), "tenant_id", Names.Rule);
        validation.ThrowIfInvalid();
        return tenantId;
    }
}
