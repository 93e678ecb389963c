using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tests.Embeddings;

/// <summary>Texts take the path of every request: key, rules, idempotency, receipt, and an end that is recorded.</summary>
[Collection(IntakeCollection.Name)]
public sealed class EmbedTests(IntakeFixture fixture)
{
    [Fact]
    public async Task Texts_are_answered_with_vectors_and_a_receipt_and_their_end_is_recorded()
    {
        var tenant = await fixture.CreateTenantAsync();

        var answer = await fixture.App.Client(tenant.ApiKey).EmbedAsync(new EmbedRequest { Texts = { "one", "three" }, User = "u-1", Dimensions = 2 });

        Assert.Equal([3f, 5f], answer.Embeddings.Select(vector => vector.Values[0]));
        Assert.Equal((answer.Id, 7, 140, "month"), (answer.Receipt.OperationId, answer.Receipt.Usage.Input, answer.Receipt.Cost.Nanos, answer.Receipt.BudgetLeft.BudgetId));
        var asked = Assert.Single(fixture.Routing.Embedded, asked => asked.Caller.TenantId == tenant.Id);
        Assert.Equal(("u-1", tenant.ApiKeyId, 2, Payer.Customer), (asked.Caller.UserId, asked.Caller.ApiKeyId, asked.Dimensions, asked.Payer));
        var completed = Assert.Single(await fixture.CompletedAsync(tenant.Id, 1));
        Assert.Equal(
            ("answered", "text-embedding-3-small", 1, 140L, 140L),
            (completed.Outcome, completed.Model, completed.Attempts, completed.CostNanos, completed.BaselineCostNanos));
    }

    [Fact]
    public async Task The_same_key_answers_the_same_and_asks_once()
    {
        var tenant = await fixture.CreateTenantAsync();
        var client = fixture.App.Client(tenant.ApiKey);
        var request = new EmbedRequest { Texts = { "one" }, IdempotencyKey = "k" };

        var first = await client.EmbedAsync(request);
        var again = await client.EmbedAsync(request);
        var other = await Asking.RefusedAsync(() => client.EmbedAsync(new EmbedRequest { Texts = { "two" }, IdempotencyKey = "k" }));
        var chat = Asking.Question();
        chat.IdempotencyKey = "k";
        var kind = await Asking.RefusedAsync(() => client.CompleteAsync(chat));

        Assert.Equal((first.Id, true, first.Embeddings), (again.Id, again.Receipt.Replayed, again.Embeddings));
        Assert.Equal(("IDEMPOTENCY_KEY_REUSED", "IDEMPOTENCY_KEY_REUSED"), (other.Reason, kind.Reason));
        Assert.Single(fixture.Routing.Embedded, asked => asked.Caller.TenantId == tenant.Id);
    }

    [Fact]
    public async Task Without_retention_a_replay_is_the_receipt_alone()
    {
        var tenant = await fixture.CreateTenantAsync(retentionDays: 0);
        var client = fixture.App.Client(tenant.ApiKey);
        var request = new EmbedRequest { Texts = { "one" }, IdempotencyKey = "k" };
        await client.EmbedAsync(request);

        var again = await client.EmbedAsync(request);

        Assert.Equal((0, true, 140L), (again.Embeddings.Count, again.Receipt.AnswerNotRetained, again.Receipt.Cost.Nanos));
    }

    [Fact]
    public async Task A_provider_that_is_away_is_a_failed_request()
    {
        var tenant = await fixture.CreateTenantAsync();

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).EmbedAsync(new EmbedRequest { Texts = { "one" }, Model = "gone" }));

        Assert.Equal((ErrorKind.Unavailable, Reasons.ProviderUnavailable), (error.Kind, error.Reason));
        var completed = Assert.Single(await fixture.CompletedAsync(tenant.Id, 1));
        Assert.Equal(("failed", Reasons.ProviderUnavailable), (completed.Outcome, completed.Reason));
    }

    [Fact]
    public async Task Everything_wrong_is_named_at_once()
    {
        var tenant = await fixture.CreateTenantAsync();

        var error = await Asking.RefusedAsync(
            () => fixture.App.Client(tenant.ApiKey).EmbedAsync(new EmbedRequest { Texts = { "" }, Dimensions = -1, Assistant = "A B" }));

        Assert.Equal(["assistant", "dimensions", "texts[0]"], error.Fields.Select(field => field.Field));
    }
}
