using Google.Protobuf;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.ServiceDefaults.Errors;
using RunRequest = Tollgate.Contracts.Routing.V1.RunRequest;
using RunResponse = Tollgate.Contracts.Routing.V1.RunResponse;

namespace Tollgate.Routing.Tests.Runs;

/// <summary>What is asked, judged and delivered when nothing gets in the way.</summary>
[Collection(RoutingCollection.Name)]
public class RunTests(RoutingFixture fixture) : RunScenario(fixture)
{
    [Fact]
    public async Task A_convincing_small_answer_is_delivered()
    {
        Inference.Answers(Operation, "gpt-4.1-nano", "Paris.");

        var run = await RunAsync(Request());

        Assert.Equal("Paris.", run.Text);
        Assert.Equal("gpt-4.1-nano", run.Completed.Model);
        Assert.False(run.Completed.Escalated);
        Assert.Equal(Math.Exp(-0.05), run.Completed.Confidence, 12);
        Assert.Equal(["SMALL_FIRST"], run.Reasons);
        Assert.Equal([RunResponse.EventOneofCase.Decision, RunResponse.EventOneofCase.AttemptStarted], run.Cases.Take(2));
        Assert.Equal(RunResponse.EventOneofCase.Completed, run.Cases[^1]);
    }

    [Fact]
    public async Task A_small_models_tool_call_is_delivered_and_not_asked_for_again()
    {
        Inference.Calls(Operation, "gpt-4.1-nano", "get_weather");
        var request = Request();
        request.Traits.Tools = true;

        var run = await RunAsync(request);

        var call = Assert.Single(run.Events.Where(sent => sent.Delta is not null).SelectMany(sent => sent.Delta.ToolCalls));
        Assert.Equal(("c1", "get_weather", "{}"), (call.Id, call.Name, call.Arguments));
        Assert.Equal(("tool_calls", false), (run.Completed.FinishReason, run.Completed.Escalated));
        Assert.Single(Inference.AskedFor(Operation));
    }

    [Fact]
    public async Task The_prompt_and_who_asks_reach_Inference_unchanged()
    {
        Inference.Answers(Operation, "gpt-4.1-nano", "ok");
        var request = Request();
        request.Prompt = ByteString.CopyFrom(0xFF, 0xFE, 0x00, 0x01);
        request.Payer = Payer.Platform;
        request.MaxOutputTokens = 77;

        await RunAsync(request);

        var asked = Assert.Single(Inference.AskedFor(Operation));
        Assert.Equal(request.Prompt, asked.Prompt);
        Assert.Equal(request.Caller, asked.Caller);
        Assert.Equal(request.Traits.Origins, asked.Origins);
        Assert.Equal(Payer.Platform, asked.Payer);
        Assert.Equal(77, asked.MaxOutputTokens);
        Assert.Equal("openai", asked.Provider);
        Assert.True(asked.WantConfidence);
    }

    [Fact]
    public async Task An_unsure_answer_is_asked_again_of_the_bigger_model_once()
    {
        Inference.Answers(Operation, "gpt-4.1-nano", "Perhaps Paris.", meanLogprob: -2);
        Inference.Answers(Operation, "gpt-4.1", "I am not certain either.", meanLogprob: -2);

        var run = await RunAsync(Request());

        Assert.Equal("I am not certain either.", run.Text);
        Assert.Equal("gpt-4.1", run.Completed.Model);
        Assert.True(run.Completed.Escalated);
        Assert.False(run.Completed.HasConfidence);
        Assert.Equal(["SMALL_FIRST", "ESCALATED_LOW_CONFIDENCE"], run.Reasons);
        Assert.Equal([0, 1], run.Decisions.Select(decision => decision.Step));
        Assert.Equal(2, run.Cases.Count(sent => sent == RunResponse.EventOneofCase.AttemptFinished));
    }

    [Fact]
    public async Task Json_that_breaks_its_schema_escalates_as_invalid_output()
    {
        Inference.Answers(Operation, "gpt-4.1-mini", """{"claim":"c1"}""");
        Inference.Answers(Operation, "gpt-4.1", """{"claim":"c1","amount":5}""");
        var request = Request();
        request.Traits.JsonSchema = true;
        request.Prompt = new Prompt
        {
            ResponseFormat = new ResponseFormat { Type = "json_schema", JsonSchema = """{"type":"object","required":["claim","amount"]}""" },
        }.ToByteString();

        var run = await RunAsync(request);

        Assert.Equal("""{"claim":"c1","amount":5}""", run.Text);
        Assert.Equal(["SMALL_FIRST", "ESCALATED_INVALID_OUTPUT"], run.Reasons);
        Assert.DoesNotContain("c1", run.Decisions[1].Explanation);
    }

    [Fact]
    public async Task A_requested_models_answer_that_breaks_its_schema_is_repaired_once()
    {
        Inference.Answers(Operation, "gpt-4o", ["""{"claim":"c1"}""", """{"claim":"c1","amount":5}"""]);

        var run = await RunAsync(Structured("gpt-4o", stream: true));

        Assert.Equal(["""{"claim":"c1","amount":5}"""], run.Deltas);
        Assert.Equal(["REQUESTED", "REPAIR_INVALID_OUTPUT"], run.Reasons);
        Assert.False(run.Completed.Escalated);
        var again = Prompt.Parser.ParseFrom(Inference.AskedFor(Operation).Last().Prompt);
        Assert.Equal(["user", "assistant", "user"], again.Messages.Select(message => message.Role));
        Assert.Contains("$.amount is missing", again.Messages[2].Parts[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_breaks_its_schema_twice_is_refused_and_nothing_of_it_delivered()
    {
        Inference.Answers(Operation, "gpt-4.1-mini", "{}");
        Inference.Answers(Operation, "gpt-4.1", ["[]", "no"]);

        var error = await ErrorAsync(Structured());

        Assert.Equal((ErrorKind.FailedPrecondition, Reasons.InvalidOutput), (error.Kind, error.Reason));
        Assert.Equal(["gpt-4.1-mini", "gpt-4.1", "gpt-4.1"], Inference.AskedFor(Operation).Select(asked => asked.Model));
    }

    [Fact]
    public async Task A_small_answer_that_breaks_its_schema_is_repaired_when_the_bigger_model_cannot_be_had()
    {
        Inference.Answers(Operation, "gpt-4.1-mini", ["{}", """{"claim":"c1","amount":5}"""]);
        Inference.Refuses(Operation, "gpt-4.1", OverBudget);

        var run = await RunAsync(Structured());

        Assert.Equal("""{"claim":"c1","amount":5}""", run.Text);
        Assert.Equal(["SMALL_FIRST", "ESCALATED_INVALID_OUTPUT", "REPAIR_INVALID_OUTPUT"], run.Reasons);
        Assert.True(run.Completed.Downgraded);
    }

    [Fact]
    public async Task A_stream_that_the_provider_holds_to_the_schema_passes_through()
    {
        Inference.Script(Operation, "gpt-4o", () => ScriptedInference.Answer("gpt-4o", ["{\"claim\":", "1,\"amount\":2}"], null));

        Assert.Equal(2, (await RunAsync(Structured("gpt-4o", stream: true, strict: true))).Deltas.Count);
    }

    [Fact]
    public async Task A_requested_model_that_cannot_be_held_to_a_schema_is_told_of_it()
    {
        Inference.Answers(Operation, "claude-haiku-4-5", """{"claim":"c1","amount":5}""");

        await RunAsync(Structured("claude-haiku-4-5"));

        var told = Prompt.Parser.ParseFrom(Assert.Single(Inference.AskedFor(Operation)).Prompt);
        Assert.Equal(("system", "text"), (told.Messages[0].Role, told.ResponseFormat.Type));
        Assert.Contains("\"required\":[\"claim\",\"amount\"]", told.Messages[0].Parts[0].Text, StringComparison.Ordinal);
    }

    private RunRequest Structured(string model = "", bool stream = false, bool? strict = null)
    {
        var request = Request(model, stream: stream);
        var prompt = Prompt.Parser.ParseFrom(request.Prompt);
        prompt.ResponseFormat = new ResponseFormat { Type = "json_schema", JsonSchema = """{"type":"object","required":["claim","amount"]}""" };
        if (strict is { } said)
            prompt.ResponseFormat.Strict = said;
        request.Prompt = prompt.ToByteString();
        request.Traits.JsonSchema = true;
        return request;
    }

    [Fact]
    public async Task A_grounded_answer_without_a_citation_escalates()
    {
        Inference.Answers(Operation, "gpt-4.1-nano", "It is 500.");
        Inference.Answers(Operation, "gpt-4.1", "It is 500 [1].");
        var request = Request();
        request.Traits.Grounded = true;

        Assert.Equal("It is 500 [1].", (await RunAsync(request)).Text);
    }

    [Fact]
    public async Task A_requested_model_is_neither_judged_nor_replaced()
    {
        Inference.Answers(Operation, "gpt-4o", "I am not certain.", meanLogprob: -3);

        var run = await RunAsync(Request("gpt-4o"));

        Assert.Equal("I am not certain.", run.Text);
        Assert.Equal(["REQUESTED"], run.Reasons);
        Assert.False(run.Completed.HasConfidence);
        Assert.False(Assert.Single(Inference.AskedFor(Operation)).WantConfidence);
    }
}
