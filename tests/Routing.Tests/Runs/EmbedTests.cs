using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Routing.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Routing.Tests.Runs;

/// <summary>Texts go to an embedding model of the catalogue, and to no other.</summary>
[Collection(RoutingCollection.Name)]
public class EmbedTests(RoutingFixture fixture) : RunScenario(fixture)
{
    [Theory]
    [InlineData("")]
    [InlineData("auto")]
    [InlineData("text-embedding-3-small")]
    public async Task Texts_are_embedded_by_the_model_that_was_named_or_the_first_there_is(string model)
    {
        var response = await App.Client.EmbedAsync(Ask(model));

        Assert.Equal(("text-embedding-3-small", "month"), (response.Model, response.BudgetLeft.BudgetId));
        Assert.Equal([3f, 5f], response.Embeddings.Select(vector => vector.Values[0]));
        var asked = Assert.Single(Inference.Embedded, asked => asked.OperationId == Operation.ToString());
        Assert.Equal(("openai", 64, Payer.Platform), (asked.Provider, asked.Dimensions, asked.Payer));
    }

    [Theory]
    [InlineData("gpt-4.1", "", Reasons.UnknownModel)]
    [InlineData("nothing", "", Reasons.UnknownModel)]
    [InlineData("", "mars", Reasons.NoEligibleModel)]
    public async Task Any_other_model_is_refused(string model, string region, string reason)
    {
        var request = Ask(model);
        request.Region = region;

        var error = TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(async () => await App.Client.EmbedAsync(request)));

        Assert.Equal(reason, error.Reason);
        Assert.DoesNotContain(Inference.Embedded, asked => asked.OperationId == Operation.ToString());
    }

    private EmbedRequest Ask(string model) => new()
    {
        OperationId = Operation.ToString(),
        Caller = new Caller { TenantId = "acme" },
        Model = model,
        Texts = { "one", "three" },
        Dimensions = 64,
        Payer = Payer.Platform,
    };
}
