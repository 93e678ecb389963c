using Google.Protobuf;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Completions;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tests.Completions;

public sealed class RequestValidatorTests
{
    public static TheoryData<string, Action<CompleteRequest>> Mistakes => new()
    {
        { "messages", request => request.Messages.Clear() },
        { "messages[0].role", request => request.Messages[0].Role = "robot" },
        { "messages[0].content", request => request.Messages[0].Content = " \n" },
        { "messages[0].name", request => request.Messages[0].Name = "a\u0000b" },
        { "messages[1].role", request => request.Messages.Add(new Message { Role = "assistant", Content = "Hi" }) },
        { "messages[0].content", request => request.Messages[0].Parts.Add(new ContentPart { Text = "both" }) },
        { "messages[1].parts[0]", request => request.Messages.Add(new Message { Role = "user", Parts = { new ContentPart() } }) },
        { "messages[1].parts[0].image.data", request => request.Messages.Add(Picture("image/png", "not a png"u8.ToArray())) },
        { "messages[1].parts[0].image.media_type", request => request.Messages.Add(Picture("image/tiff", [1])) },
        { "messages[1].parts[0].image.data", request => request.Messages.Add(Picture("image/png", [])) },
        { "max_tokens", request => request.MaxTokens = 0 },
        { "max_tokens", request => request.MaxTokens = -5 },
        { "temperature", request => request.Temperature = 2.01 },
        { "temperature", request => request.Temperature = double.NaN },
        { "top_p", request => request.TopP = 0 },
        { "stop", request => request.Stop.AddRange(["a", "b", "c", "d", "e"]) },
        { "stop[0]", request => request.Stop.Add("") },
        { "response_format.type", request => request.ResponseFormat = new ResponseFormat { Type = "xml" } },
        { "response_format.name", request => request.ResponseFormat = new ResponseFormat { Type = "json_schema", JsonSchema = "{}" } },
        { "response_format.json_schema", request => request.ResponseFormat = new ResponseFormat { Type = "json_schema", Name = "a", JsonSchema = "{" } },
        { "response_format.json_schema", request => request.ResponseFormat = new ResponseFormat { Type = "json_schema", Name = "a", JsonSchema = "[]" } },
        { "user", request => request.User = new string('u', 129) },
        { "user", request => request.User = "a\u0000" },
        { "idempotency_key", request => request.IdempotencyKey = "line\nbreak" },
        { "assistant", request => request.Assistant = "Not An Id" },
        { "model", request => request.Model = "gpt\t4" },
        { "metadata", request => request.Metadata[""] = "value" },
        { "knowledge.token_budget", request => request.Knowledge = new Contracts.Intake.V1.Knowledge { TokenBudget = -1 } },
        { "knowledge.knowledge_base", request => request.Knowledge = new Contracts.Intake.V1.Knowledge { KnowledgeBase = "../etc" } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_by_its_field(string field, Action<CompleteRequest> spoil)
    {
        var request = Asking.Question();
        spoil(request);

        var error = Assert.Throws<TollgateException>(() => RequestValidator.Validate(request, ""));

        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.Contains(field, error.Fields.Select(violation => violation.Field));
    }

    [Fact]
    public void All_mistakes_are_named_at_once_under_the_prefix()
    {
        var request = new CompleteRequest { MaxTokens = -1, Temperature = 9, Messages = { new Message { Role = "user" } } };

        var error = Assert.Throws<TollgateException>(() => RequestValidator.Validate(request, "request."));

        Assert.Equal(
            ["request.max_tokens", "request.temperature", "request.messages[0].content"], error.Fields.Select(violation => violation.Field));
    }

    [Fact]
    public void A_request_that_was_not_sent_is_asked_for()
    {
        var error = Assert.Throws<TollgateException>(() => RequestValidator.Validate(null, "request."));

        Assert.Equal("request", Assert.Single(error.Fields).Field);
    }

    [Fact]
    public void Four_mebibytes_are_taken_and_one_byte_more_is_not()
    {
        var fits = Asking.Question(new string('ä', RequestValidator.MaxPromptBytes / 2));
        RequestValidator.Validate(fits, "");

        var over = fits.Clone();
        over.Variables["x"] = "y";
        Assert.Equal("PROMPT_TOO_LONG", Assert.Throws<TollgateException>(() => RequestValidator.Validate(over, "")).Reason);
    }

    [Fact]
    public void Errors_never_repeat_what_was_sent()
    {
        var request = new CompleteRequest
        {
            User = "canary-user\u0001",
            Model = "canary-model\u0001",
            Messages = { new Message { Role = "canary-role", Content = "canary-content", Parts = { new ContentPart { Text = "canary-text" } } } },
        };

        var error = Assert.Throws<TollgateException>(() => RequestValidator.Validate(request, ""));

        Assert.DoesNotContain("canary", error.Message + string.Concat(error.Fields), StringComparison.Ordinal);
    }

    private static Message Picture(string mediaType, byte[] data) => new()
    {
        Role = "user",
        Parts = { new ContentPart { Image = new ImagePart { MediaType = mediaType, Data = ByteString.CopyFrom(data) } } },
    };
}
