using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Host;

namespace Tollgate.Intake.Tests.Completions;

[Collection(IntakeCollection.Name)]
public sealed class CompleteTests(IntakeFixture fixture)
{
    [Fact]
    public async Task A_question_is_answered_with_citations_and_a_receipt()
    {
        var tenant = await fixture.CreateTenantAsync(assistant: new Assistant
        {
            AssistantId = "claims",
            SystemPrompt = "You speak for {{company}}.",
            KnowledgeBase = "policies",
        });
        var request = Asking.Question();
        request.Assistant = "claims";
        request.Variables["company"] = "Northstar";

        var answer = await fixture.App.Client(tenant.ApiKey).CompleteAsync(request);

        Assert.Equal("It is in the policy [1].", answer.Content);
        Assert.Equal("gpt-4.1-nano", answer.Model);
        Assert.Equal("stop", answer.FinishReason);
        Assert.Equal([true, false], answer.Citations.Select(citation => citation.Cited));
        Assert.Equal(("claims", "Deadlines", 1), (answer.Citations[0].DocumentId, answer.Citations[0].Section, answer.Citations[0].Number));

        var receipt = answer.Receipt;
        Assert.Equal(answer.Id, receipt.OperationId);
        Assert.Equal(7, Guid.Parse(answer.Id).Version);
        Assert.Equal(123_456, receipt.Cost.Nanos);
        Assert.Equal(80, receipt.Usage.Input);
        // gpt-4.1 at 2 and 8 dollars a million: 100 input tokens, none cached, 10 shown.
        Assert.Equal((100 * 2_000) + (10 * 8_000), receipt.BaselineCost.Nanos);
        Assert.Equal(("miss", "used", 42, "SMALL_FIRST"), (receipt.Cache, receipt.Retrieval, receipt.RetrievedTokens, receipt.RouteReason));
        Assert.Equal("month", receipt.BudgetLeft.BudgetId);
        Assert.Matches("^[0-9a-f]{32}$", receipt.TraceId);
        Assert.True(receipt.Origins.System > 0 && receipt.Origins.Retrieved > 20 && receipt.Origins.User > 0);
        Assert.Equal(0, receipt.Origins.History);
    }

    [Fact]
    public async Task The_prompt_is_the_template_then_the_conversation_then_the_passages_then_the_question()
    {
        var tenant = await fixture.CreateTenantAsync(assistant: new Assistant
        {
            AssistantId = "claims",
            SystemPrompt = "You speak for {{company}}.",
            KnowledgeBase = "policies",
            KnowledgeTokenBudget = 300,
        });
        var request = new CompleteRequest
        {
            Assistant = "claims",
            Variables = { ["company"] = "{{secret}}" },
            Messages =
            {
                new Message { Role = "user", Content = "Hello" },
                new Message { Role = "assistant", Content = "Hi" },
                new Message { Role = "user", Content = "When must a claim be filed?" },
            },
        };

        await fixture.App.Client(tenant.ApiKey).CompleteAsync(request);

        var search = Assert.Single(fixture.Retrieval.SearchesOf(tenant.Id));
        Assert.Equal(("policies", "When must a claim be filed?", 300), (search.KnowledgeBase, search.Query, search.TokenBudget));
        var prompt = Prompt.Parser.ParseFrom(Assert.Single(fixture.Routing.RunsOf(tenant.Id)).Prompt);
        Assert.Equal(
            [PromptOrigin.System, PromptOrigin.History, PromptOrigin.History, PromptOrigin.Retrieved, PromptOrigin.User],
            prompt.Messages.Select(message => message.Origin));
        Assert.Equal("You speak for {{secret}}.", prompt.Messages[0].Parts[0].Text);
        Assert.Contains("[1] Claims > Deadlines\nClaims are filed within 30 days.", prompt.Messages[3].Parts[0].Text, StringComparison.Ordinal);
        Assert.Contains("[2] Visits\nA visit costs", prompt.Messages[3].Parts[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_assistant_the_messages_go_as_they_are()
    {
        var tenant = await fixture.CreateTenantAsync();

        var answer = await fixture.App.Client(tenant.ApiKey).CompleteAsync(Asking.Question("one two three"));

        var run = Assert.Single(fixture.Routing.RunsOf(tenant.Id));
        var message = Assert.Single(Prompt.Parser.ParseFrom(run.Prompt).Messages);
        Assert.Equal("one two three", message.Parts[0].Text);
        Assert.Equal((1024, "auto"), (run.MaxOutputTokens, run.Model));
        // 3 words, 3 around the message, 1 for the role; 3 to prime the reply.
        Assert.Equal((7, 3), (run.Traits.Origins.User, run.Traits.Origins.System));
        Assert.Equal("none", answer.Receipt.Retrieval);
        Assert.Empty(fixture.Retrieval.SearchesOf(tenant.Id));
    }

    [Fact]
    public async Task A_stream_carries_the_text_in_pieces_and_ends_with_the_receipt()
    {
        var tenant = await fixture.CreateTenantAsync();

        var (text, completed, deltas) = await fixture.App.Client(tenant.ApiKey).StreamAsync(Asking.Question());

        Assert.Equal("It is in the policy [1].", text);
        Assert.True(deltas > 1);
        Assert.Equal("", completed.Content);
        Assert.Equal(123_456, completed.Receipt.Cost.Nanos);
        Assert.True(Assert.Single(fixture.Routing.RunsOf(tenant.Id)).Stream);
    }
}
