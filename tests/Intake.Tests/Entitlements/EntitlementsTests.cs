using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Entitlements;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tests.Entitlements;

[Collection(IntakeCollection.Name)]
public sealed class EntitlementsTests(IntakeFixture fixture)
{
    [Fact]
    public async Task A_tenant_without_a_subscription_is_served_as_before()
    {
        var tenant = await TenantAsync();

        Assert.NotEmpty((await AskAsync(tenant)).Content);
    }

    [Fact]
    public async Task A_feature_that_the_plan_does_not_open_is_refused_before_anything_is_spent()
    {
        var tenant = await TenantAsync();
        await SetAsync(tenant, "tiny", AccountStatus.Active);

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question()));

        Assert.Equal((ErrorKind.PermissionDenied, "FEATURE_NOT_IN_PLAN"), (error.Kind, error.Reason));
        Assert.Empty(fixture.Routing.RunsOf(tenant.Id));
        Assert.Empty(fixture.Retrieval.SearchesOf(tenant.Id));
    }

    [Fact]
    public async Task What_the_plan_opens_is_served_and_more_retrieval_than_usual_needs_the_feature()
    {
        var tenant = await TenantAsync(budget: 20_000);
        await SetAsync(tenant, "starter", AccountStatus.Active, "knowledge");
        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question()));
        Assert.Contains("extended_retrieval", error.Message, StringComparison.Ordinal);

        await SetAsync(tenant, "pro", AccountStatus.PastDue, "knowledge", "extended_retrieval");
        Assert.NotEmpty((await AskAsync(tenant)).Content);
    }

    [Fact]
    public async Task A_suspended_account_is_not_served_until_it_is_again()
    {
        var tenant = await TenantAsync();
        await SetAsync(tenant, "", AccountStatus.Suspended);
        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question()));
        Assert.Equal((ErrorKind.PermissionDenied, "ACCOUNT_SUSPENDED"), (error.Kind, error.Reason));

        await SetAsync(tenant, "", AccountStatus.Active);
        Assert.NotEmpty((await AskAsync(tenant)).Content);
    }

    private async Task<CompleteResponse> AskAsync(TestTenant tenant) => await fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question());

    private Task<TestTenant> TenantAsync(int budget = 0) => fixture.CreateTenantAsync(
        assistant: new Assistant { AssistantId = "claims", SystemPrompt = "Be brief.", KnowledgeBase = "policies", KnowledgeTokenBudget = budget }, bound: true);

    // As the broadcast does: this replica looks at once.
    private async Task SetAsync(TestTenant tenant, string planId, AccountStatus status, params IReadOnlyList<string> features)
    {
        fixture.Billing.Set(tenant.Id, planId, status, features);
        await fixture.App.Get<EntitlementsCache>().RefreshAsync(CancellationToken.None);
    }
}
