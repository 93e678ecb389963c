using Google.Protobuf;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Cache;
using Tollgate.Intake.Tests.Host;

namespace Tollgate.Intake.Tests.Cache;

public sealed class CacheKeyTests
{
    public static TheoryData<Action<CompleteRequest>> Differences => new()
    {
        request => request.Messages[0].Content += " ",
        request => request.Messages[0].Role = "tool",
        request => request.Messages[0].Name = "Ann",
        request => request.Messages.Insert(0, new Message { Role = "user", Content = "Hi" }),
        request => request.MaxTokens = 5,
        request => request.Temperature = 0,
        request => request.TopP = 0.5,
        request => request.Stop.Add("x"),
        request => request.Model = "gpt-4.1",
        request => request.ResponseFormat = new ResponseFormat { Type = "json_object" },
        request => request.Variables["who"] = "you",
        request => request.Knowledge = new Contracts.Intake.V1.Knowledge { KnowledgeBase = "other" },
        request => request.Knowledge = new Contracts.Intake.V1.Knowledge { TokenBudget = 10 },
        request => request.Messages.Insert(0, new Message
        {
            Role = "user",
            Parts = { new ContentPart { Image = new ImagePart { MediaType = "image/png", Data = ByteString.CopyFromUtf8("x") } } },
        }),
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void What_changes_the_answer_changes_the_key(Action<CompleteRequest> change)
    {
        var request = Request();
        change(request);

        Assert.NotEqual(Key(Request()), Key(request));
    }

    [Fact]
    public void Equal_requests_have_equal_keys_whoever_the_user_is()
    {
        var request = Request();
        request.User = "somebody";
        request.Metadata["team"] = "red";
        request.IdempotencyKey = "k";

        Assert.Equal(Key(Request()), Key(request));
    }

    [Fact]
    public void Tenant_assistant_version_and_index_version_are_part_of_the_key()
    {
        var assistant = Accepting.Assistant("{{who}}", "policies");
        var keys = new[]
        {
            CacheKey.Of(Accepting.Accept(Request(), assistant), 1),
            CacheKey.Of(Accepting.Accept(Request(), assistant), 2),
            CacheKey.Of(Accepting.Accept(Request(), assistant with { Version = 2 }), 1),
            CacheKey.Of(Accepting.Accept(Request(), assistant, "other"), 1),
        };

        Assert.Equal(4, keys.Distinct().Count());
    }

    [Fact]
    public void Moving_text_from_one_field_to_the_next_changes_the_key()
    {
        var (first, second) = (Asking.Question("ab"), Asking.Question("b"));
        second.Messages[0].Name = "a";

        Assert.NotEqual(CacheKey.Of(Accepting.Accept(first), 0), CacheKey.Of(Accepting.Accept(second), 0));
    }

    private static CacheKey Key(CompleteRequest request) => CacheKey.Of(Accepting.Accept(request, Accepting.Assistant("{{who}}", "policies")), 1);

    private static CompleteRequest Request()
    {
        var request = Asking.Question();
        request.Variables["who"] = "me";
        return request;
    }
}
