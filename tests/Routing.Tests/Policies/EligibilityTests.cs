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
}
