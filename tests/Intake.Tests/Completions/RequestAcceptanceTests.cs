using Tollgate.Intake.Tests.Host;

namespace Tollgate.Intake.Tests.Completions;

public sealed class RequestAcceptanceTests
{
    [Fact]
    public void What_a_request_leaves_open_its_assistant_decides()
    {
        var accepted = Accepting.Accept(
            Asking.Question(), Accepting.Assistant(knowledgeBase: "policies", temperature: 0.2, model: "small", maxTokens: 77));

        Assert.Equal(("small", 77, 0.2, "policies", 1200),
            (accepted.Model, accepted.MaxTokens, accepted.Temperature, accepted.KnowledgeBase, accepted.KnowledgeTokenBudget));
    }

    [Fact]
    public void What_a_request_says_comes_before_its_assistant()
    {
        var request = Asking.Question();
        request.Model = "gpt-4.1";
        request.MaxTokens = 5;
        request.Temperature = 0;
        request.Knowledge = new Contracts.Intake.V1.Knowledge { KnowledgeBase = "own", TokenBudget = 9 };

        var accepted = Accepting.Accept(
            request, Accepting.Assistant(knowledgeBase: "policies", temperature: 0.2, model: "small", maxTokens: 77));

        Assert.Equal(("gpt-4.1", 5, 0d, "own", 9),
            (accepted.Model, accepted.MaxTokens, accepted.Temperature, accepted.KnowledgeBase, accepted.KnowledgeTokenBudget));
    }

    [Fact]
    public void Knowledge_can_be_switched_off()
    {
        var request = Asking.Question();
        request.Knowledge = new Contracts.Intake.V1.Knowledge { Disabled = true };

        Assert.Equal("", Accepting.Accept(request, Accepting.Assistant(knowledgeBase: "policies")).KnowledgeBase);
    }

    [Fact]
    public void Auto_leaves_the_choice_to_the_assistant()
    {
        var request = Asking.Question();
        request.Model = "auto";

        Assert.Equal("small", Accepting.Accept(request, Accepting.Assistant(model: "small")).Model);
        Assert.Equal("auto", Accepting.Accept(request).Model);
    }
}
