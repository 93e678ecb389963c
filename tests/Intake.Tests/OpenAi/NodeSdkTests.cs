using System.Text.Json;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;
using Tollgate.Testing;

namespace Tollgate.Intake.Tests.OpenAi;

/// <summary>OpenAI's own package for Node and LangChain.js, unchanged but for base address and key: <c>tests/Intake.NodeClient</c>.</summary>
[Collection(IntakeCollection.Name)]
public sealed class NodeSdkTests(IntakeFixture fixture)
{
    [SkippableFact]
    public async Task The_package_for_Node_chats_streams_sees_embeds_and_understands_errors()
    {
        using var node = await NodeProgram.InstallAsync("Intake.NodeClient", "client.mjs");
        var (tenant, poor, cut) = (await fixture.CreateTenantAsync(), await fixture.CreateTenantAsync(), await fixture.CreateTenantAsync());
        var calling = await CallingTenantAsync();
        var noRoom = RpcErrors.Write(TollgateException.ResourceExhausted(Reasons.BudgetExceeded, "No room."));
        fixture.Routing.Script(poor.Id, FakeRouting.Refuse(noRoom));
        fixture.Routing.Script(cut.Id, FakeRouting.StopMidStream(noRoom));

        var seen = JsonSerializer.Deserialize<Dictionary<string, Seen>>(
            await node.RunAsync($"{fixture.App.HttpAddress}/v1", tenant.ApiKey, poor.ApiKey, cut.ApiKey, calling.ApiKey), JsonSerializerOptions.Web)!;

        const string answer = "It is in the policy [1].";
        Assert.Equal((answer, "stop", 115), (seen["chat"].Text, seen["chat"].Finish, seen["chat"].Tokens));
        Assert.True(Guid.TryParse(seen["chat"].Request?.ToString(), out _));
        Assert.Equal((answer, "stop", 115), (seen["stream"].Text, seen["stream"].Finish, seen["stream"].Tokens));
        Assert.True(seen["stream"].Pieces > 2);
        Assert.Equal((answer, answer), (seen["schema"].Text, seen["vision"].Text));
        Assert.Equal([3f, 5f], seen["embeddings"].Values);
        Assert.Equal(("42", "42"), (seen["tools"].Text, seen["streamedTools"].Text));
        Assert.Equal(["multiply {\"a\":6,\"b\":7}"], seen["tools"].Called);
        Assert.Equal(seen["tools"].Called, seen["streamedTools"].Called);
        Assert.Equal((answer, answer, 115), (seen["responses"].Whole, seen["responses"].Text, seen["responses"].Tokens));
        Assert.True(seen["responses"].Pieces > 1);
        Assert.Equal(("42", "42"), (seen["responseTools"].Text, seen["streamedResponseTools"].Text));
        Assert.Equal(seen["tools"].Called, seen["responseTools"].Called);
        Assert.Equal(seen["tools"].Called, seen["streamedResponseTools"].Called);
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

    [SkippableFact]
    public async Task LangChain_chats_streams_sees_embeds_calls_tools_in_a_loop_and_reads_answers_in_a_schema()
    {
        using var node = await NodeProgram.InstallAsync("Intake.NodeClient", "langchain.mjs");
        var (tenant, calling, json) = (await fixture.CreateTenantAsync(), await CallingTenantAsync(), await fixture.CreateTenantAsync());
        fixture.Routing.Script(json.Id, FakeRouting.Answer("""{"claim":"a lost bag","days":3}"""));

        var seen = JsonSerializer.Deserialize<Dictionary<string, Seen>>(
            await node.RunAsync($"{fixture.App.HttpAddress}/v1", tenant.ApiKey, calling.ApiKey, json.ApiKey), JsonSerializerOptions.Web)!;

        const string answer = "It is in the policy [1].";
        Assert.Equal((answer, 115), (seen["chat"].Text, seen["chat"].Tokens));
        Assert.Equal((answer, 115), (seen["stream"].Text, seen["stream"].Tokens));
        Assert.True(seen["stream"].Pieces > 2);
        Assert.Equal(("42", "42"), (seen["tools"].Text, seen["streamedTools"].Text));
        Assert.Equal(["multiply"], seen["tools"].Called);
        Assert.Equal(["multiply"], seen["streamedTools"].Called);
        Assert.Equal("""{"claim":"a lost bag","days":3}""", seen["schema"].Text);
        Assert.Equal(answer, seen["vision"].Text);
        Assert.Equal([3f, 5f], seen["embeddings"].Values);
        Assert.True(Assert.Single(fixture.Routing.RunsOf(json.Id)).Traits.JsonSchema);
    }

    private async Task<TestTenant> CallingTenantAsync()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.CallThenAnswer("42", ("multiply", """{"a":6,"b":7}""")));
        return tenant;
    }

    /// <summary>What the user of the package sees; the rest of it is null.</summary>
    private sealed record Seen(
        string? Text, string? Finish, int? Tokens, int? Pieces, JsonElement? Request, IReadOnlyList<float>? Values, IReadOnlyList<string>? Ids, string? Error, int? Status, string? Code,
        string? Param, int? Calls, IReadOnlyList<string>? Called, string? Whole);
}
