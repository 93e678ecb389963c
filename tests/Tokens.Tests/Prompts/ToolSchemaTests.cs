using System.Text.Json;

namespace Tollgate.Tokens.Tests.Prompts;

public sealed class ToolSchemaTests
{
    [Fact]
    public void A_flat_schema_is_read_without_loss()
    {
        var tool = Read("""{"type":"object","properties":{"unit":{"type":["string","null"],"description":"Which.","enum":["c","f"]},"n":{"type":"integer"}},"required":["unit"]}""");

        Assert.True(tool.IsFlat);
        Assert.Equal(["unit:string|null:Which.", "n:integer:"], tool.Properties.Select(p => $"{p.Name}:{p.Type}:{p.Description}"));
        Assert.Equal(["c", "f"], tool.Properties[0].Enum);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}}}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{"b":{"type":"string"}}}}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"object","description":"a long alternative that has to be paid for"}]}}}""")]
    [InlineData("""{"$ref":"#/$defs/Claim","$defs":{"Claim":{"type":"object","description":"everything hides in here"}}}""")]
    public void A_schema_beyond_the_rule_is_flagged_and_reserved_at_least_as_sent(string schema)
    {
        var tool = Read(schema);
        var count = PromptCounter.Count("gpt-4o", new PromptRequest { Tools = [tool] });

        Assert.False(tool.IsFlat);
        Assert.True(count.IsEstimate);
        Assert.True(count.WorstCase >= TextTokenizer.For(TokenEncoding.O200kBase).Count(schema));
        Assert.True(count.WorstCase > count.Total);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("true")]
    [InlineData("""{"type":"object","properties":[]}""")]
    public void A_function_without_readable_parameters_still_counts(string schema) =>
        Assert.True(PromptCounter.Count("gpt-4o", new PromptRequest { Tools = [Read(schema)] }).ToolSchema >= 19);

    [Fact]
    public void A_structured_answers_schema_is_paid_for_and_flagged()
    {
        const string schema = """{"type":"object","properties":{"claim_id":{"type":"string"}},"required":["claim_id"],"additionalProperties":false}""";
        var count = PromptCounter.Count("gpt-4o", new PromptRequest { ResponseSchemaJson = schema });

        Assert.True(count.IsEstimate);
        Assert.Equal(TextTokenizer.For(TokenEncoding.O200kBase).Count(schema) + 12, count.ToolSchema);
        Assert.True(count.WorstCase > count.Total);
    }

    [Fact]
    public void Claude_adds_a_system_prompt_of_its_own_before_tools()
    {
        var tools = new PromptRequest { Tools = [new ToolFunction("f", "Does it", [])] };

        Assert.Equal(346, PromptCounter.Count("claude-opus-5", tools).Total - PromptCounter.Count("gpt-5", tools).Total);
        Assert.Equal(0, PromptCounter.Count("claude-opus-5", new PromptRequest()).ToolSchema);
    }

    private static ToolFunction Read(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return ToolSchemas.Read("f", "Does it", document.RootElement.Clone());
    }
}
