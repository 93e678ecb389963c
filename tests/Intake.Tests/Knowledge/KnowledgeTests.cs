using Grpc.Core;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tests.Knowledge;

[Collection(IntakeCollection.Name)]
public sealed class KnowledgeTests(IntakeFixture fixture)
{
    [Fact]
    public async Task With_retrieval_away_the_answer_goes_without_and_says_so()
    {
        var tenant = await TenantAsync(require: false);
        await using var app = fixture.Start(("services:retrieval:grpc:0", "http://127.0.0.1:9"), ("Knowledge:Timeout", "00:00:00.3"));

        var answer = await app.Client(tenant.ApiKey).CompleteAsync(Question());

        Assert.Equal(("degraded", 0, 0), (answer.Receipt.Retrieval, answer.Citations.Count, answer.Receipt.RetrievedTokens));
        var again = await app.Client(tenant.ApiKey).CompleteAsync(Question());
        Assert.Equal("miss", again.Receipt.Cache);
    }

    [Fact]
    public async Task An_assistant_that_must_have_its_knowledge_refuses_without_it()
    {
        var tenant = await TenantAsync(require: true);
        fixture.Retrieval.Script(tenant.Id, _ => throw new RpcException(new Status(StatusCode.Internal, "broken")));

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(Question()));

        Assert.Equal((ErrorKind.Unavailable, "KNOWLEDGE_UNAVAILABLE"), (error.Kind, error.Reason));
        Assert.NotNull(error.RetryAfter);
        Assert.Empty(fixture.Routing.RunsOf(tenant.Id));
    }

    [Fact]
    public async Task After_failures_in_a_row_retrieval_is_left_alone_for_a_moment()
    {
        var tenant = await TenantAsync(require: false);
        fixture.Retrieval.Script(tenant.Id, _ => throw new RpcException(new Status(StatusCode.Unavailable, "away")));
        await using var app = fixture.Start(("Knowledge:FailuresBeforePause", "2"), ("Knowledge:Pause", "00:05:00"));

        for (var i = 0; i < 4; i++)
            await app.Client(tenant.ApiKey).CompleteAsync(Question($"Question {i}?"));

        Assert.Equal(2, fixture.Retrieval.SearchesOf(tenant.Id).Count);
        Assert.Equal(4, fixture.Routing.RunsOf(tenant.Id).Count);
    }

    [Fact]
    public async Task A_search_that_finds_nothing_says_so()
    {
        var tenant = await TenantAsync(require: true);
        fixture.Retrieval.Script(tenant.Id, _ => new SearchResponse { IndexVersion = 3 });

        var answer = await fixture.App.Client(tenant.ApiKey).CompleteAsync(Question());

        Assert.Equal(("empty", 0), (answer.Receipt.Retrieval, answer.Citations.Count));
        Assert.False(Assert.Single(fixture.Routing.RunsOf(tenant.Id)).Traits.Grounded);
    }

    private static CompleteRequest Question(string text = "When must a claim be filed?")
    {
        var request = Asking.Question(text);
        request.Assistant = "claims";
        return request;
    }

    private Task<TestTenant> TenantAsync(bool require) => fixture.CreateTenantAsync(
        assistant: new Assistant { AssistantId = "claims", KnowledgeBase = "policies", RequireKnowledge = require });
}
