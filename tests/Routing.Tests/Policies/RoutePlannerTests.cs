using Tollgate.Routing.Policies;

namespace Tollgate.Routing.Tests.Policies;

public class RoutePlannerTests
{
    private static readonly PromptFacts Short = new(InputTokens: 300, MaxOutputTokens: 200);

    [Theory]
    [InlineData(false, false, "gpt-4.1-nano")]
    [InlineData(false, true, "gpt-4.1-mini")]
    public void Small_first_begins_with_the_smallest_model_that_the_prompt_allows(bool vision, bool schema, string expected)
    {
        var plan = Plan(Short with { Vision = vision, JsonSchema = schema });

        Assert.Equal(expected, plan.First.Model.Model);
        Assert.Equal(RouteReasons.SmallFirst, plan.Reason);
        Assert.False(plan.Downgraded);
        Assert.Equal("gpt-4.1", plan.Escalation?.Model.Model);
    }

    [Fact]
    public void A_long_grounded_prompt_begins_one_size_up() =>
        Assert.Equal("gpt-4.1-mini", Plan(new PromptFacts(6000, 300, Grounded: true)).First.Model.Model);

    [Fact]
    public void Of_several_preferred_models_the_cheapest_for_this_prompt_is_chosen()
    {
        // Images: long answers are dearer on gemini-2.5-flash, long input is dearer on gpt-4.1-mini.
        Assert.Equal("gpt-4.1-mini", Plan(new PromptFacts(100, 4000, Vision: true)).First.Model.Model);
        Assert.Equal("gemini-2.5-flash", Plan(new PromptFacts(50_000, 100, Vision: true)).First.Model.Model);
    }

    [Fact]
    public void Every_chat_model_is_considered_and_its_exclusion_explained()
    {
        var considered = Plan(Short with { Vision = true, JsonSchema = true }, region: "eu").Considered
            .ToDictionary(candidate => candidate.Model.Model, candidate => candidate.ExcludedReason);

        Assert.Equal("", considered["gpt-4.1-mini"]);
        Assert.Equal("", considered["gpt-4.1"]);
        Assert.Equal(ExclusionReasons.Vision, considered["command-r7b-12-2024"]);
        Assert.Equal(ExclusionReasons.JsonSchema, considered["claude-sonnet-4-5"]);
        Assert.Equal(ExclusionReasons.Policy, considered["gpt-4o"]);
        Assert.DoesNotContain("text-embedding-3-small", considered.Keys);
        Assert.Equal(14, considered.Count);
    }

    [Fact]
    public void Every_considered_model_states_its_worst_case_from_the_price_book()
    {
        var plan = Plan(new PromptFacts(1000, 500));

        // gpt-4.1: 1000 × $2 + 500 × $8 per million.
        Assert.Equal(6_000_000, plan.Considered.Single(candidate => candidate.Model.Model == "gpt-4.1").WorstCaseNanos);
        Assert.All(plan.Considered, candidate => Assert.True(candidate.WorstCaseNanos > 0));
    }

    [Fact]
    public void A_requested_model_is_the_only_one_offered()
    {
        var plan = Plan(Short, model: "gpt-4o");

        Assert.Equal("gpt-4o", plan.First.Model.Model);
        Assert.Equal(RouteReasons.Requested, plan.Reason);
        Assert.Null(plan.Escalation);
        Assert.Empty(plan.Downgrades);
        Assert.Empty(plan.Failovers);
    }

    [Fact]
    public void A_requested_class_begins_with_its_cheapest_model_and_stays_in_the_class()
    {
        var plan = Plan(new PromptFacts(1000, 1000), model: "large");

        Assert.Equal("large", plan.First.Model.Class);
        Assert.Equal("gpt-4.1", plan.First.Model.Model);
        Assert.Null(plan.Escalation);
        Assert.All(plan.Downgrades.Concat(plan.Failovers), candidate => Assert.Equal("large", candidate.Model.Class));
        Assert.NotEqual("openai", plan.FailoverFrom(plan.First)?.Model.Provider);
    }

    [Theory]
    [InlineData("gpt-9")]
    [InlineData("text-embedding-3-small")]
    [InlineData("embedding")]
    [InlineData("GPT-4.1")]
    public void A_model_that_does_not_answer_prompts_is_unknown(string model) => AssertRefused(RouteRefusal.UnknownModel, Short, model);

    [Fact]
    public void An_unknown_policy_is_refused() => AssertRefused(RouteRefusal.UnknownPolicy, Short, policy: "nonsense");

    [Fact]
    public void An_unknown_policy_does_not_matter_to_a_requested_model() =>
        Assert.Equal("gpt-4o", Plan(Short, model: "gpt-4o", policy: "nonsense").First.Model.Model);

    [Fact]
    public void Large_only_never_escalates_and_knows_what_to_fall_back_to()
    {
        var plan = Plan(Short, policy: "large-only");

        Assert.Equal("gpt-4.1", plan.First.Model.Model);
        Assert.Null(plan.Escalation);
        Assert.Equal("gpt-4.1-mini", plan.NextCheaperThan(plan.First)?.Model.Model);
        Assert.Equal("claude-sonnet-4-5", plan.FailoverFrom(plan.First)?.Model.Model);
    }

    [Fact]
    public void Downgrades_get_strictly_cheaper_until_none_is_left()
    {
        var plan = Plan(new PromptFacts(2000, 500, JsonSchema: true));
        var path = new List<AssessedModel> { plan.First };
        while (plan.NextCheaperThan(path[^1]) is { } next)
            path.Add(next);

        Assert.Equal(["gpt-4.1-mini", "gpt-4.1-nano", "granite-4-h-small", "command-r7b-12-2024"], path.Select(step => step.Model.Model));
        Assert.Equal(path.Select(step => step.WorstCaseNanos).OrderDescending(), path.Select(step => step.WorstCaseNanos));
    }

    [Fact]
    public void Failover_goes_to_another_provider()
    {
        var plan = Plan(Short);

        Assert.Equal("google", plan.FailoverFrom(plan.First)?.Model.Provider);
        Assert.Equal("cohere", plan.FailoverFrom(plan.Failovers.First(model => model.Model.Provider == "google"))?.Model.Provider);
    }

    [Fact]
    public void Under_budget_pressure_the_cheapest_acceptable_model_begins_and_nothing_escalates()
    {
        var plan = Plan(Short, pressure: new BudgetPressure(true, new HashSet<string>()));

        Assert.Equal("command-r7b-12-2024", plan.First.Model.Model);
        Assert.Equal(RouteReasons.DowngradedThreshold, plan.Reason);
        Assert.Null(plan.Escalation);
        Assert.True(plan.Downgraded);
    }

    [Fact]
    public void Budget_pressure_does_not_make_an_unfit_model_acceptable()
    {
        var plan = Plan(Short with { Vision = true }, pressure: new BudgetPressure(true, new HashSet<string>()));

        Assert.Equal("gpt-4.1-nano", plan.First.Model.Model);
    }

    [Fact]
    public void A_providers_budget_presses_only_on_that_provider()
    {
        var onCohere = new BudgetPressure(false, new HashSet<string> { "cohere" });
        var onOpenAi = new BudgetPressure(false, new HashSet<string> { "openai" });

        Assert.Equal(RouteReasons.SmallFirst, Plan(Short, pressure: onCohere).Reason);
        Assert.Equal(RouteReasons.DowngradedThreshold, Plan(Short, pressure: onOpenAi).Reason);
    }

    [Fact]
    public void A_providers_budget_that_lets_nothing_through_takes_its_models_out()
    {
        var closed = BudgetPressure.None with { Closed = new HashSet<string> { "openai" } };

        Assert.NotEqual("openai", Plan(Short, pressure: closed).First.Model.Provider);
        var refused = Assert.IsType<RouteOutcome.Refused>(Shipped.Planner().Plan(Question(Short, model: "gpt-4o", pressure: closed)));
        Assert.Equal(RouteRefusal.OverBudget, refused.Refusal);
    }

    [Theory]
    [InlineData("openai", 1000, 256)]
    [InlineData("openai", 100, 100)]
    [InlineData("cohere", 1000, 1000)]
    public void A_providers_budget_caps_the_output_of_its_models_only(string provider, int asked, int expected) =>
        Assert.Equal(expected, (BudgetPressure.None with { Capped = new HashSet<string> { "openai" }, OutputCap = 256 }).CapFor(provider, asked));

    [Fact]
    public void A_requested_model_is_not_changed_by_budget_pressure() =>
        Assert.Equal("gpt-4o", Plan(Short, model: "gpt-4o", pressure: new BudgetPressure(true, new HashSet<string>())).First.Model.Model);

    [Fact]
    public void When_the_preferred_models_provider_is_not_configured_the_policys_other_models_serve()
    {
        var plan = Planned(Shipped.Planner("anthropic", "cohere").Plan(Question(Short)));

        Assert.Equal("command-r7b-12-2024", plan.First.Model.Model);
        Assert.Equal("claude-sonnet-4-5", plan.Escalation?.Model.Model);
        Assert.Equal(ExclusionReasons.NoProvider, plan.Considered.Single(candidate => candidate.Model.Model == "gpt-4.1-nano").ExcludedReason);
    }

    [Fact]
    public void With_no_provider_there_is_no_eligible_model() => Assert.Equal(
        RouteRefusal.NoEligibleModel, Assert.IsType<RouteOutcome.Refused>(Shipped.Planner("nobody").Plan(Question(Short))).Refusal);

    [Theory]
    [InlineData("", "", "mars", RouteRefusal.NoEligibleModel, 300, 200, false)]
    [InlineData("gpt-4o", "", "mars", RouteRefusal.NoEligibleModel, 300, 200, false)]
    [InlineData("finance-llama-8b", "", "", RouteRefusal.NoEligibleModel, 300, 200, true)]
    [InlineData("gpt-4o", "", "", RouteRefusal.NoEligibleModel, 300, 20_000, false)]
    [InlineData("gpt-4o", "", "", RouteRefusal.PromptTooLong, 127_900, 200, false)]
    [InlineData("", "", "", RouteRefusal.PromptTooLong, 2_000_000, 200, false)]
    [InlineData("nano", "", "", RouteRefusal.PromptTooLong, 1_047_576, 1, false)]
    [InlineData("", "large-only", "", RouteRefusal.NoEligibleModel, 300, 90_000, false)]
    public void What_no_model_can_take_is_refused_with_the_reason(
        string model, string policy, string region, RouteRefusal expected, int input, int output, bool vision) =>
        AssertRefused(expected, new PromptFacts(input, output, vision), model, policy, region);

    [Fact]
    public void A_prompt_that_exactly_fills_the_context_is_taken() =>
        Assert.Equal("gpt-4o", Plan(new PromptFacts(127_800, 200), model: "gpt-4o").First.Model.Model);

    [Fact]
    public void A_long_prompt_goes_to_a_model_with_room_for_it()
    {
        var plan = Plan(new PromptFacts(500_000, 200));

        Assert.Equal("gpt-4.1-nano", plan.First.Model.Model);
        Assert.DoesNotContain(plan.Downgrades, candidate => candidate.Model.Model == "granite-4-h-small");
    }

    [Fact]
    public void The_same_question_always_gets_the_same_plan()
    {
        var planner = Shipped.Planner();
        var first = Planned(planner.Plan(Question(Short)));

        for (var i = 0; i < 50; i++)
            Assert.Equal(first.Considered, Planned(planner.Plan(Question(Short))).Considered);
    }

    [Fact]
    public void Savings_are_measured_against_the_baseline_model() =>
        Assert.Equal(6_000_000, Shipped.Planner().BaselineNanos(Question(new PromptFacts(1000, 500))));

    [Fact]
    public void An_escalation_is_always_dearer_than_what_it_escalates_from()
    {
        // Long context makes claude dearer and caps gemini's choice: whatever is chosen, the reserve costs more.
        foreach (var input in new[] { 10, 1_000, 100_000, 300_000, 900_000 })
        {
            var plan = Plan(new PromptFacts(input, 1000));
            Assert.True(plan.Escalation is null || plan.Escalation.WorstCaseNanos > plan.First.WorstCaseNanos);
        }
    }

    private static RouteQuestion Question(
        PromptFacts prompt, string model = "", string policy = "", string region = "", BudgetPressure? pressure = null) => new()
        {
            Model = model,
            Policy = policy,
            Prompt = prompt,
            Region = region,
            Pressure = pressure ?? BudgetPressure.None,
            At = Shipped.Now,
        };

    private static RoutePlan Plan(
        PromptFacts prompt, string model = "", string policy = "", string region = "", BudgetPressure? pressure = null) =>
        Planned(Shipped.Planner().Plan(Question(prompt, model, policy, region, pressure)));

    private static RoutePlan Planned(RouteOutcome outcome) => Assert.IsType<RouteOutcome.Planned>(outcome).Plan;

    private static void AssertRefused(RouteRefusal expected, PromptFacts prompt, string model = "", string policy = "", string region = "") =>
        Assert.Equal(expected, Assert.IsType<RouteOutcome.Refused>(Shipped.Planner().Plan(Question(prompt, model, policy, region))).Refusal);
}
