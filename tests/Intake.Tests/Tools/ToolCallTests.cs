using Grpc.Core;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;
using Tool = Tollgate.Contracts.Intake.V1.Tool;
using ToolCall = Tollgate.Contracts.Intake.V1.ToolCall;
using ToolChoice = Tollgate.Contracts.Intake.V1.ToolChoice;

namespace Tollgate.Intake.Tests.Tools;

[Collection(IntakeCollection.Name)]
public sealed class ToolCallTests(IntakeFixture fixture)
{
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";

    [Fact]
    public async Task Tools_calls_and_results_reach_the_prompt_and_are_counted_where_they_belong()
    {
        var tenant = await fixture.CreateTenantAsync();
        var request = Request();
        request.ToolChoice = new ToolChoice { Mode = "named", Name = "get_weather" };
        request.ParallelToolCalls = false;
        request.Messages.Add(new Message { Role = "assistant", ToolCalls = { new ToolCall { Id = "c1", Name = "get_weather", Arguments = "{ \"city\": \"Oslo\" }" } } });
        request.Messages.Add(new Message { Role = "tool", ToolCallId = "c1", Content = "Cold, with snow." });

        await fixture.App.Client(tenant.ApiKey).CompleteAsync(request);

        var run = Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        var prompt = Prompt.Parser.ParseFrom(run.Prompt);
        Assert.True(run.Traits.Tools);
        Assert.True(run.Traits.Origins is { ToolSchema: > 10, ToolResult: > 4, History: > 8 });
        Assert.Equal(("get_weather", Schema, true), (prompt.Tools[0].Name, prompt.Tools[0].Parameters, prompt.Tools[0].Strict));
        Assert.Equal(("named", "get_weather", false), (prompt.ToolChoice.Mode, prompt.ToolChoice.Name, prompt.ParallelToolCalls));
        Assert.Equal("{ \"city\": \"Oslo\" }", prompt.Messages[1].ToolCalls[0].Arguments);
        Assert.Equal(("tool", "c1"), (prompt.Messages[2].Role, prompt.Messages[2].ToolCallId));
    }

    [Fact]
    public async Task An_answer_that_calls_tools_is_given_whole_and_streamed_in_pieces()
    {
        var tenant = await CallingTenantAsync();
        var client = fixture.App.Client(tenant.ApiKey);

        var whole = await client.CompleteAsync(Request());
        var (calls, completed) = await StreamAsync(client, Request("And now?"));

        Assert.Equal(("tool_calls", ""), (whole.FinishReason, whole.Content));
        Assert.Equal(["call_0 get_weather {\"city\":\"Oslo\"}", "call_1 get_time {\"city\":\"Rome\"}"], whole.ToolCalls.Select(Text));
        Assert.Equal(whole.ToolCalls.Select(Text), calls.Select(Text));
        Assert.Equal(whole.ToolCalls, completed.ToolCalls);
    }

    [Fact]
    public async Task The_cache_gives_calls_again_as_they_were_whole_or_streamed()
    {
        var tenant = await CallingTenantAsync();
        var client = fixture.App.Client(tenant.ApiKey);

        var first = await client.CompleteAsync(Request());
        var second = await client.CompleteAsync(Request());
        var (streamed, completed) = await StreamAsync(client, Request());
        var other = Request();
        other.Tools[0].Description = "Another tool.";

        Assert.Equal(("miss", "hit", "hit"), (first.Receipt.Cache, second.Receipt.Cache, completed.Receipt.Cache));
        Assert.Equal(first.ToolCalls, second.ToolCalls);
        Assert.Equal(first.ToolCalls, streamed);
        Assert.Equal("miss", (await client.CompleteAsync(other)).Receipt.Cache);
    }

    [Fact]
    public async Task A_replay_gives_calls_again_as_they_were_whole_or_streamed()
    {
        var tenant = await CallingTenantAsync();
        var request = Request();
        (request.IdempotencyKey, request.NoCache) = ("k-1", true);

        var first = await fixture.App.Client(tenant.ApiKey).CompleteAsync(request);
        var second = await fixture.Second.Client(tenant.ApiKey).CompleteAsync(request);
        var (streamed, completed) = await StreamAsync(fixture.Second.Client(tenant.ApiKey), request);

        Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        Assert.True(second.Receipt.Replayed && completed.Receipt.Replayed);
        Assert.Equal(first.ToolCalls, second.ToolCalls);
        Assert.Equal(first.ToolCalls, streamed);
    }

    [Fact]
    public async Task Everything_wrong_with_tools_is_named_at_once_and_nothing_is_run()
    {
        var tenant = await fixture.CreateTenantAsync();
        var request = Request();
        request.Tools.Add(new Tool { Name = "get_weather", Parameters = "[]" });
        request.Tools.Add(new Tool { Name = "no name", Parameters = """{"properties":{"a":{"anyOf":[]}}}""" });
        request.ToolChoice = new ToolChoice { Mode = "named", Name = "missing" };
        request.Messages.Add(new Message { Role = "assistant", ToolCalls = { new ToolCall { Id = "c1", Name = "get_weather" }, new ToolCall { Id = "c1", Name = "get_weather" } } });
        request.Messages.Add(new Message { Role = "tool", ToolCallId = "c2", Content = "4" });

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(request));

        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.Equal(
            [
                "tools[2].name", "tools[2].parameters", "tools[3].name", "tools[3].parameters", "tool_choice.name", "messages[1].tool_calls[1].id",
                "messages[2].tool_call_id", "messages[1].tool_calls",
            ],
            error.Fields.Select(field => field.Field));
        Assert.Empty(fixture.Routing.RunsOf(tenant.Id));
    }

    [Fact]
    public async Task More_than_128_tools_are_refused()
    {
        var tenant = await fixture.CreateTenantAsync();
        var request = Asking.Question();
        request.Tools.Add(Enumerable.Range(0, 129).Select(i => new Tool { Name = $"tool_{i}" }));

        var error = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(request));

        Assert.Equal("tools", Assert.Single(error.Fields).Field);
    }

    private async Task<TestTenant> CallingTenantAsync()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.Call(("get_weather", """{"city":"Oslo"}"""), ("get_time", """{"city":"Rome"}""")));
        return tenant;
    }

    private static CompleteRequest Request(string question = "Weather in Oslo, time in Rome?")
    {
        var request = Asking.Question(question);
        request.Tools.Add(new Tool { Name = "get_weather", Description = "Looks up the weather.", Parameters = Schema, Strict = true });
        request.Tools.Add(new Tool { Name = "get_time", Description = "Tells the time.", Parameters = Schema });
        return request;
    }

    private static async Task<(IReadOnlyList<ToolCall> Calls, CompleteResponse Completed)> StreamAsync(
        IntakeService.IntakeServiceClient client, CompleteRequest request)
    {
        using var call = client.StreamComplete(new StreamCompleteRequest { Request = request });
        var (calls, completed) = (new List<ToolCall>(), (CompleteResponse?)null);
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            completed = message.Completed ?? completed;
            if (message.ToolCall is not { } piece)
                continue;
            if (piece.Id.Length > 0)
                calls.Add(new ToolCall { Id = piece.Id, Name = piece.Name });
            calls[piece.Index].Arguments += piece.Arguments;
        }

        return (calls, completed!);
    }

    private static string Text(ToolCall call) => $"{call.Id} {call.Name} {call.Arguments}";
}
