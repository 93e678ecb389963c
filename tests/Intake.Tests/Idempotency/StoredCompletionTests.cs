using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Idempotency;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Tests.Idempotency;

public sealed class StoredCompletionTests
{
    private static CompleteResponse Answer => new()
    {
        Id = "1",
        Content = "the text",
        Citations = { new Citation { Title = "A title" } },
        Receipt = new Receipt { OperationId = "1", RouteReason = "SMALL_FIRST" },
    };

    [Fact]
    public void A_kept_answer_comes_back_whole_and_says_it_is_a_replay()
    {
        var replay = StoredCompletion.Replay(StoredCompletion.OfAnswer(Answer, retain: true));

        Assert.Equal(("the text", true, false), (replay.Content, replay.Receipt.Replayed, replay.Receipt.AnswerNotRetained));
        Assert.Single(replay.Citations);
    }

    [Fact]
    public void Without_retention_only_the_receipt_is_kept()
    {
        var stored = StoredCompletion.OfAnswer(Answer, retain: false);
        var replay = StoredCompletion.Replay(stored);

        Assert.True(stored.AsSpan().IndexOf("the text"u8) < 0 && stored.AsSpan().IndexOf("A title"u8) < 0);
        Assert.Equal(("", true, "SMALL_FIRST"), (replay.Content, replay.Receipt.AnswerNotRetained, replay.Receipt.RouteReason));
    }

    [Fact]
    public void An_error_comes_back_as_it_was()
    {
        var stored = StoredCompletion.OfError(TollgateException.InvalidArgument("PROMPT_TOO_LONG", "Too long.", new FieldViolation("messages", "too long")));

        var error = Assert.Throws<TollgateException>(() => StoredCompletion.Replay(stored));

        Assert.Equal((ErrorKind.InvalidArgument, "PROMPT_TOO_LONG", "Too long."), (error.Kind, error.Reason, error.Message));
        Assert.Equal("messages", Assert.Single(error.Fields).Field);
    }
}
