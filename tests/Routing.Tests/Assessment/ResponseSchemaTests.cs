using Google.Protobuf;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Routing.Assessment;

namespace Tollgate.Routing.Tests.Assessment;

public class ResponseSchemaTests
{
    private const string Claim = """
        {
          "type": "object",
          "required": ["claim_id", "amount", "items"],
          "additionalProperties": false,
          "properties": {
            "claim_id": { "type": "string" },
            "amount": { "type": ["number", "null"] },
            "urgent": { "type": "boolean" },
            "status": { "enum": ["open", "closed"] },
            "count": { "type": "integer" },
            "who": { "anyOf": [{ "type": "null" }, { "$ref": "#/$defs/person" }] },
            "items": { "type": "array", "items": { "$ref": "#/$defs/item" } }
          },
          "$defs": {
            "item": { "type": "object", "required": ["code"], "properties": { "code": { "type": "string" } } },
            "person": { "type": "object", "required": ["name"] }
          }
        }
        """;

    [Theory]
    [InlineData("""{"claim_id":"c1","amount":12.5,"items":[]}""")]
    [InlineData("""{"claim_id":"c1","amount":null,"items":[{"code":"a"},{"code":"b","more":1}],"urgent":true,"status":"open","count":3.0}""")]
    [InlineData("""{"claim_id":"c1","amount":1,"items":[],"who":null}""")]
    [InlineData("""  {"claim_id":"c1","amount":1,"items":[],"who":{"name":"x"}}  """)]
    public void An_answer_that_follows_the_schema_is_valid(string answer) => Assert.Null(ResponseSchema.Parse(Claim)!.Violation(answer));

    [Theory]
    [InlineData("Sure! Here is the JSON: {}")]
    [InlineData("""{"claim_id":"c1","amount":12.5,"items":[]""")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"claim_id":"c1","items":[]}""")]
    [InlineData("""{"claim_id":7,"amount":1,"items":[]}""")]
    [InlineData("""{"claim_id":"c1","amount":"1","items":[]}""")]
    [InlineData("""{"claim_id":"c1","amount":1,"items":[{}]}""")]
    [InlineData("""{"claim_id":"c1","amount":1,"items":[],"status":"lost"}""")]
    [InlineData("""{"claim_id":"c1","amount":1,"items":[],"count":1.5}""")]
    [InlineData("""{"claim_id":"c1","amount":1,"items":[],"extra":1}""")]
    [InlineData("""{"claim_id":"c1","amount":1,"items":[],"who":{}}""")]
    public void An_answer_that_does_not_is_not(string answer) => Assert.NotNull(ResponseSchema.Parse(Claim)!.Violation(answer));

    [Theory]
    [InlineData("""{"minimum":1,"maximum":3}""", "2", "4")]
    [InlineData("""{"exclusiveMinimum":1}""", "1.5", "1")]
    [InlineData("""{"minLength":2,"maxLength":3}""", "\"abc\"", "\"abcd\"")]
    [InlineData("""{"type":"array","minItems":1}""", "[1]", "[]")]
    [InlineData("""{"const":"a"}""", "\"a\"", "\"b\"")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"null"}]}""", "null", "1")]
    [InlineData("""{"allOf":[{"type":"object"},{"required":["a"]}]}""", """{"a":1}""", "{}")]
    public void Limits_and_alternatives_hold(string schema, string valid, string invalid)
    {
        Assert.Null(ResponseSchema.Parse(schema)!.Violation(valid));
        Assert.NotNull(ResponseSchema.Parse(schema)!.Violation(invalid));
    }

    [Fact]
    public void A_schema_that_refers_to_itself_is_followed_only_so_deep()
    {
        var loop = ResponseSchema.Parse("""{"$ref":"#"}""")!;

        Assert.Null(loop.Violation("{}"));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    public void What_is_not_a_schema_is_not_parsed(string text) => Assert.Null(ResponseSchema.Parse(text));

    [Fact]
    public void The_schema_is_found_in_a_prompt_behind_its_messages()
    {
        var prompt = new Prompt
        {
            Messages = { new PromptMessage { Role = "user", Parts = { new ContentPart { Image = new Image { Data = ByteString.CopyFrom(new byte[100_000]) } } } } },
            ResponseFormat = new ResponseFormat { Type = "json_schema", Name = "claim", JsonSchema = Claim },
            Seed = 7,
        };

        Assert.NotNull(ResponseSchemaReader.Read(prompt.ToByteString())?.Violation("""{"claim_id":1}"""));
    }

    [Fact]
    public void A_prompt_for_free_text_has_no_schema()
    {
        Assert.Null(ResponseSchemaReader.Read(new Prompt { Temperature = 1 }.ToByteString()));
        Assert.Null(ResponseSchemaReader.Read(ByteString.CopyFromUtf8("not a prompt at all")));
    }

    [Fact]
    public void A_prompt_for_some_json_object_takes_any()
    {
        var schema = ResponseSchemaReader.Read(new Prompt { ResponseFormat = new ResponseFormat { Type = "json_object" } }.ToByteString())!;

        Assert.Null(schema.Violation("""{"a":1}"""));
        Assert.NotNull(schema.Violation("42"));
    }
}
