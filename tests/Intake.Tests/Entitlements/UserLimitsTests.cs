using Grpc.Core;
using Tollgate.Intake.Entitlements;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tests.Entitlements;

[Collection(IntakeCollection.Name)]
public sealed class UserLimitsTests(IntakeFixture fixture)
{
    [Fact]
    public async Task Two_replicas_let_exactly_as_many_requests_of_a_user_through_in_a_minute_as_its_plan_allows()
    {
        var tenant = await TenantAsync(requestsPerMinute: 7);

        var asked = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => AskAsync(i % 2 == 0 ? fixture.App : fixture.Second, tenant, "ada", $"Question {i}?")));

        // More only where the clock came to another minute on the way: by the rows, no minute has more.
        var minutes = await fixture.MinutesAsync(tenant.Id, "ada");
        Assert.All(minutes, requests => Assert.InRange(requests, 1, 7));
        Assert.Equal(minutes.Sum(), asked.Count(error => error is null));
        Assert.Contains(7, minutes);
        var refused = asked.First(error => error is not null)!;
        Assert.Equal((ErrorKind.ResourceExhausted, "USER_LIMIT_REACHED"), (refused.Kind, refused.Reason));
        Assert.Equal("plan:user-requests-per-minute", Assert.Single(refused.Quotas).Subject);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Users_are_limited_one_by_one_and_a_request_without_a_user_is_not()
    {
        var tenant = await TenantAsync(requestsPerMinute: 1);

        foreach (var user in new[] { "ada", "bob", "", "", "" })
            Assert.Null(await AskAsync(fixture.App, tenant, user, $"What of {Guid.NewGuid()}?"));
        Assert.Equal(2, (await fixture.MinutesAsync(tenant.Id, "ada")).Concat(await fixture.MinutesAsync(tenant.Id, "bob")).Sum());
    }

    [Fact]
    public async Task What_the_plan_lets_a_user_have_travels_with_the_call_to_where_it_is_kept()
    {
        var tenant = await TenantAsync(requestsPerMinute: 0, tokensPerDay: 200_000);

        await AskAsync(fixture.App, tenant, "ada", "How long?");
        await AskAsync(fixture.App, tenant, "", "And how wide?");

        var runs = fixture.Routing.RunsOf(tenant.Id);
        Assert.Equal(200_000, runs[0].Caller.UserLimit.TokensPerDay);
        Assert.True(runs[0].Caller.UserLimit.Version > 0);
        Assert.Null(runs[1].Caller.UserLimit);
    }

    private static async Task<TollgateException?> AskAsync(IntakeApp app, TestTenant tenant, string user, string question)
    {
        var request = Asking.Question(question);
        request.User = user;
        try
        {
            await app.Client(tenant.ApiKey).CompleteAsync(request);
            return null;
        }
        catch (RpcException error)
        {
            return TollgateException.FromRpc(error);
        }
    }

    private async Task<TestTenant> TenantAsync(int requestsPerMinute, long tokensPerDay = 0)
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Billing.SetUserLimits(tenant.Id, tokensPerDay, requestsPerMinute);
        foreach (var app in new[] { fixture.App, fixture.Second })
            await app.Get<EntitlementsCache>().RefreshAsync(CancellationToken.None);
        return tenant;
    }
}
