using Tollgate.Routing.Policies;

namespace Tollgate.Routing.Tests.Policies;

public class EligibilityTests
{
    private static readonly RouteQuestion Question = new() { Prompt = new PromptFacts(300, 200), At = Shipped.Now };

    [Theory]
    [InlineData("2026-11-24", true)]
    [InlineData("2026-11-23", false)]
    public void A_model_is_chosen_until_the_end_of_its_retirement_day(string retires, bool eligible)
    {
        var nano = Shipped.Catalogue().Find("gpt-4.1-nano")! with { RetirementDate = DateOnly.Parse(retires) };

        Assert.Equal(eligible ? "" : ExclusionReasons.Retired, Eligibility.Exclusion(nano, Question, available: true));
    }

    [Fact]
    public void A_prompt_with_tools_is_for_models_that_know_what_they_are()
    {
        var question = Question with { Prompt = Question.Prompt with { Tools = true } };

        Assert.Equal(ExclusionReasons.Tools, Eligibility.Exclusion(Shipped.Catalogue().Find("finance-llama-8b")!, question, available: true));
        Assert.Equal("", Eligibility.Exclusion(Shipped.Catalogue().Find("claude-haiku-4-5")!, question, available: true));
    }
}
