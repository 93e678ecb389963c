using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Answers.Structured;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Tests.Hosting;

namespace Tollgate.ProviderSim.Tests.Answers;

public class JsonAnswersTests
{
    private const string Claim = "Claim number: CL-204418\nMember name: Ada Quist\nDate of service: 2025-03-14\n"
        + "The surgery on the left knee was urgent. Amount claimed: 1,250.50 EUR. Reach me at ada@example.org.";

    [Fact]
    public void Fields_are_taken_from_the_prompt()
    {
        var form = Fill("""
            {"type":"object","properties":{
              "claim_number":{"type":"string","pattern":"^CL-\\d{6}$"},
              "memberName":{"type":"string"},
              "service_date":{"type":"string","format":"date"},
              "amount_claimed":{"type":"number","minimum":0},
              "email":{"type":"string","format":"email"},
              "urgency":{"type":"string","enum":["routine","urgent"]},
              "line":{"const":"health"}},
             "required":["claim_number"],"additionalProperties":false}
            """);

        Assert.Equal("CL-204418", (string?)form["claim_number"]);
        Assert.Equal("Ada Quist", (string?)form["memberName"]);
        Assert.Equal("2025-03-14", (string?)form["service_date"]);
        Assert.Equal(1250.50m, (decimal)form["amount_claimed"]!);
        Assert.Equal("ada@example.org", (string?)form["email"]);
        Assert.Equal("urgent", (string?)form["urgency"]);
        Assert.Equal("health", (string?)form["line"]);
    }

    [Fact]
    public void What_the_prompt_does_not_say_is_made_up_to_fit()
    {
        var form = Fill("""
            {"type":"object","properties":{
              "policy":{"type":"string","pattern":"^(PX|PY)[A-Z]{2}-[0-9]{4,6}(\\.v\\d)?$"},
              "id":{"type":"string","format":"uuid"},
              "score":{"type":"integer","minimum":3,"maximum":5},
              "ratio":{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1,"multipleOf":0.25},
              "code":{"type":"string","minLength":40,"maxLength":42},
              "kind":{"enum":[1,null,"x"]},
              "note":{"anyOf":[{"type":"null"},{"type":"string"}]},
              "tags":{"type":"array","items":{"type":"string"},"minItems":2}}}
            """, "Nothing to see.");

        Assert.Matches(@"^(PX|PY)[A-Z]{2}-[0-9]{4,6}(\.v\d)?$", (string)form["policy"]!);
        Assert.True(Guid.TryParse((string)form["id"]!, out _));
        Assert.InRange((int)form["score"]!, 3, 5);
        Assert.Contains((decimal)form["ratio"]!, new[] { 0.25m, 0.5m, 0.75m });
        Assert.InRange(((string)form["code"]!).Length, 40, 42);
        Assert.Equal(JsonValueKind.String, form["note"]!.GetValueKind());
        Assert.Equal(2, form["tags"]!.AsArray().Count);
    }

    [Fact]
    public void A_schema_that_refers_to_itself_ends()
    {
        var tree = Fill("""
            {"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{
              "name":{"type":"string"},
              "next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]},
              "children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["name","next","children"]}}}
            """);

        Assert.NotNull(tree["name"]);
        Assert.True(tree.ToJsonString().Length < 100_000);
    }

    [Theory]
    [InlineData(@"^\d{3}-[a-f]+$")]
    [InlineData(@"^(?:north|south)\s\w{2,}$")]
    [InlineData(@"^[^\s@]+@[^\s@]+\.com$")]
    [InlineData(@"^\+?\d{1,3} \(\d{3}\)$")]
    [InlineData(@"^$")]
    public void Generated_texts_match_their_pattern(string pattern)
    {
        for (ulong seed = 0; seed < 50; seed++)
            Assert.Matches(pattern, Patterns.Make(pattern, seed));
    }

    [Theory]
    [InlineData(@"(?=a)b")]
    [InlineData(@"(unclosed")]
    [InlineData(@"[unclosed")]
    [InlineData(@"(a{5000}){5000}")]
    public void What_cannot_be_generated_is_given_up(string pattern) => Assert.Null(Patterns.Make(pattern, 1));

    [Fact]
    public void A_pattern_that_never_ends_is_cut_short()
    {
        var text = new string('a', 5_000) + "!";

        Assert.Null(Patterns.Find(text, "^(a+)+b$"));
    }

    [Fact]
    public async Task Over_the_wire_the_answer_is_json_of_the_schema_and_the_schema_is_billed()
    {
        using var sim = new SimServer();
        var schema = new { type = "object", properties = new { claim_number = new { type = "string" } }, required = new[] { "claim_number" } };
        var format = new { type = "json_schema", json_schema = new { name = "claim", strict = true, schema } };

        var plain = await sim.Api.ChatAsync(Wire.Chat("gpt-4.1", Claim));
        var formed = await sim.Api.ChatAsync(Wire.Chat("gpt-4.1", Claim, new { response_format = format }));
        var free = await sim.Api.ChatAsync(Wire.Chat("gpt-4.1", "Answer as JSON: what is due?", new { response_format = new { type = "json_object" } }));

        Assert.Equal("""{"claim_number":"CL-204418"}""", formed.Content());
        Assert.True((int)formed["usage"]!["prompt_tokens"]! > (int)plain["usage"]!["prompt_tokens"]!);
        Assert.NotNull(JsonNode.Parse(free.Content())!["answer"]);
    }

    private static JsonNode Fill(string schema, string text = Claim)
    {
        var prompt = new ChatPrompt([new PromptMessage("user", text, null, [], [])], [], OutputFormat.Text);
        return JsonNode.Parse(JsonAnswers.ForSchema(JsonDocument.Parse(schema).RootElement, prompt, 7))!;
    }
}
