using Grpc.Core;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tests.Admin;

[Collection(IntakeCollection.Name)]
public sealed class AdminTests(IntakeFixture fixture)
{
    [Fact]
    public async Task Only_operators_may_administer()
    {
        var tenant = await fixture.CreateTenantAsync();

        foreach (var bearer in new[] { tenant.ApiKey, "wrong-admin-key" })
        {
            var calls = new AdminService.AdminServiceClient(fixture.App.Channel);
            var error = await Asking.RefusedAsync(() => calls.ListTenantsAsync(
                new ListTenantsRequest(), new Metadata { { "authorization", $"Bearer {bearer}" } }));
            Assert.Equal(ErrorKind.Unauthenticated, error.Kind);
        }
    }

    [Fact]
    public async Task Creating_a_tenant_again_is_fine_and_changing_it_so_is_not()
    {
        var request = new CreateTenantRequest { Tenant = new Tenant { TenantId = $"t-{Guid.NewGuid():N}"[..20], DisplayName = "Northstar" } };

        var first = await fixture.App.Admin.CreateTenantAsync(request);
        var second = await fixture.App.Admin.CreateTenantAsync(request);
        Assert.Equal(first, second);
        Assert.Equal("Etc/UTC", first.Tenant.TimeZone);

        request.Tenant.DisplayName = "Southstar";
        var error = await Asking.RefusedAsync(() => fixture.App.Admin.CreateTenantAsync(request));
        Assert.Equal((ErrorKind.AlreadyExists, "TENANT_EXISTS"), (error.Kind, error.Reason));
    }

    [Fact]
    public async Task Everything_wrong_with_a_tenant_is_said_at_once()
    {
        var error = await Asking.RefusedAsync(() => fixture.App.Admin.CreateTenantAsync(new CreateTenantRequest
        {
            Tenant = new Tenant { TenantId = "Not An Id", TimeZone = "Mars/Olympus", AnswerRetentionDays = 31 },
        }));

        Assert.Equal(
            ["tenant.tenant_id", "tenant.time_zone", "tenant.answer_retention_days"], error.Fields.Select(field => field.Field));
    }

    [Fact]
    public async Task An_assistant_needs_its_tenant_and_is_replaced_as_a_whole()
    {
        var assistant = new Assistant { TenantId = "nobody-here", AssistantId = "a", SystemPrompt = "One", Temperature = 0.5 };
        var error = await Asking.RefusedAsync(() => fixture.App.Admin.PutAssistantAsync(new PutAssistantRequest { Assistant = assistant }));
        Assert.Equal((ErrorKind.NotFound, "UNKNOWN_TENANT"), (error.Kind, error.Reason));

        var tenant = await fixture.CreateTenantAsync(assistant: assistant);
        await fixture.App.Admin.PutAssistantAsync(new PutAssistantRequest
        {
            Assistant = new Assistant { TenantId = tenant.Id, AssistantId = "a", SystemPrompt = "Two" },
        });

        var stored = Assert.Single((await fixture.App.Admin.ListAssistantsAsync(new ListAssistantsRequest { TenantId = tenant.Id })).Assistants);
        Assert.Equal(("Two", false), (stored.SystemPrompt, stored.HasTemperature));
    }

    [Fact]
    public async Task A_key_needs_an_owner_that_exists_and_a_future()
    {
        var tenant = await fixture.CreateTenantAsync();

        var unknown = await Asking.RefusedAsync(() => fixture.App.Admin.CreateApiKeyAsync(new CreateApiKeyRequest { TenantId = "nobody-here" }));
        var assistant = await Asking.RefusedAsync(() => fixture.App.Admin.CreateApiKeyAsync(
            new CreateApiKeyRequest { TenantId = tenant.Id, AssistantId = "nothing" }));
        var invalid = await Asking.RefusedAsync(() => fixture.App.Admin.CreateApiKeyAsync(
            new CreateApiKeyRequest { TenantId = tenant.Id, Environment = "prod", ExpireTime = new() }));

        Assert.Equal(("UNKNOWN_TENANT", "UNKNOWN_ASSISTANT"), (unknown.Reason, assistant.Reason));
        Assert.Equal(["environment", "expire_time"], invalid.Fields.Select(field => field.Field));
    }

    [Fact]
    public async Task A_listed_key_does_not_show_its_secret()
    {
        var tenant = await fixture.CreateTenantAsync();

        var listed = await fixture.App.Admin.ListApiKeysAsync(new ListApiKeysRequest { TenantId = tenant.Id });

        Assert.DoesNotContain(tenant.ApiKey.Split('_')[^1], listed.ToString(), StringComparison.Ordinal);
        Assert.Equal(tenant.ApiKeyId, listed.ApiKeys.Single().ApiKeyId);
    }
}
