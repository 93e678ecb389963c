using System.Text.Json;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;
using Tollgate.Testing;

namespace Tollgate.Intake.Tests.OpenAi;

/// <summary>OpenAI's own package for Node, unchanged but for base address and key: <c>tests/Intake.NodeClient</c>.</summary>
[Collection(IntakeCollection.Name)]
public sealed class NodeSdkTests(IntakeFixture fixture)
{
    [SkippableFact]
    public async Task The_package_for_Node_chats_streams_sees_embeds_and_understands_errors()
    {
        using var node = await NodeProgram.InstallAsync("Intake.NodeClient", "client.mjs");
        var (tenant, poor, cut) = (await fixture.CreateTenantAsync(), await fixture.CreateTenantAsync(), await fixture.CreateTenantAsync());
        var noRoom = RpcErrors.Write(TollgateException.ResourceExhausted(Reasons.BudgetExceeded, "No room."));
        fixture.Routing.Script(poor.Id, FakeRouting.Refuse(noRoom));
        fixture.Routing.Script(cut.Id, FakeRouting.StopMidStream(noRoom));

        var seen = JsonSerializer.Deserialize<Dictionary<string, Seen>>(
            await node.RunAsync($"{fixture.App.HttpAddress}/v1", tenant.ApiKey, poor.ApiKey, cut.ApiKey), JsonSerializerOptions.Web)!;

        const string answer = "It is in the policy [1].";
        Assert.Equal((answer, "stop", 115), (seen["chat"].Text, seen["chat"].Finish, seen["chat"].Tokens));
        Assert.True(Guid.TryParse(seen["chat"].Request?.ToString(), out _));
        Assert.Equal((answer, "stop", 115), (seen["stream"].Text, seen["stream"].Finish, seen["stream"].Tokens));
        Assert.True(seen["stream"].Pieces > 2);
        Assert.Equal((answer, answer), (seen["schema"].Text, seen["vision"].Text));
        Assert.Equal([3f, 5f], seen["embeddings"].Values);
        Assert.Equal(["auto", "nano", "gpt-4.1-nano", "gpt-4.1-nano"], seen["models"].Ids);
        Assert.Equal(("AuthenticationError", 401, "invalid_api_key"), (seen["wrongKey"].Error, seen["wrongKey"].Status, seen["wrongKey"].Code));
        Assert.Equal(("BadRequestError", 400, "frequency_penalty"), (seen["mistake"].Error, seen["mistake"].Status, seen["mistake"].Param));
        Assert.Equal(("NotFoundError", 404, "model_not_found"), (seen["noModel"].Error, seen["noModel"].Status, seen["noModel"].Code));
        // By itself it would try a 429 twice more; it was told that this is of no use.
        Assert.Equal(
            ("RateLimitError", 429, "insufficient_quota", 1),
            (seen["overBudget"].Error, seen["overBudget"].Status, seen["overBudget"].Code, seen["overBudget"].Calls));
        Assert.Equal(("It is", "insufficient_quota", null), (seen["stopped"].Text, seen["stopped"].Code, seen["stopped"].Finish));
        var prompts = fixture.Routing.RunsOf(tenant.Id);
        Assert.Equal((1, 1), (prompts.Count(run => run.Traits.Vision), prompts.Count(run => run.Traits.JsonSchema)));
    }

    /// <summary>What the user of the package sees; the rest of it is null.</summary>
    private sealed record Seen(
        string? Text, string? Finish, int? Tokens, int? Pieces, JsonElement? Request, IReadOnlyList<float>? Values, IReadOnlyList<string>? Ids, string? Error, int? Status, string? Code,
        string? Param, int? Calls);
}
