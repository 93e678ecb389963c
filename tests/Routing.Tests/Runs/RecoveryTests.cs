using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Routing.Tests.Runs;

/// <summary>What happens when a budget or a provider says no.</summary>
[Collection(RoutingCollection.Name)]
public class RecoveryTests(RoutingFixture fixture) : RunScenario(fixture)
{
    [Fact]
    public async Task Over_budget_the_next_cheaper_model_is_asked_until_one_fits()
    {
        Inference.Refuses(Operation, "gpt-4.1-nano", OverBudget);
        Inference.Refuses(Operation, "granite-4-h-small", OverBudget);
        Inference.Answers(Operation, "command-r7b-12-2024", "Cheap but right.");

        var run = await RunAsync(Request());

        Assert.Equal("Cheap but right.", run.Text);
        Assert.True(run.Completed.Downgraded);
        Assert.Equal(["SMALL_FIRST", "DOWNGRADED_BUDGET_EXCEEDED", "DOWNGRADED_BUDGET_EXCEEDED"], run.Reasons);
        Assert.Equal(["gpt-4.1-nano", "granite-4-h-small", "command-r7b-12-2024"], Inference.AskedFor(Operation).Select(asked => asked.Model));
    }

    [Fact]
    public async Task When_no_model_fits_the_budget_the_refusal_is_passed_on_with_its_details()
    {
        foreach (var model in new[] { "gpt-4.1-nano", "granite-4-h-small", "command-r7b-12-2024" })
            Inference.Refuses(Operation, model, OverBudget);

        var error = await ErrorAsync(Request());

        Assert.Equal(ErrorKind.ResourceExhausted, error.Kind);
        Assert.Equal(Reasons.BudgetExceeded, error.Reason);
        Assert.Equal("budget:acme-month", Assert.Single(error.Quotas).Subject);
        Assert.Equal(3, (await DecisionsAsync("acme")).Count);
    }

    [Fact]
    public async Task A_requested_model_over_budget_is_refused_without_asking_another()
    {
        Inference.Refuses(Operation, "gpt-4o", OverBudget);

        Assert.Equal(Reasons.BudgetExceeded, (await ErrorAsync(Request("gpt-4o"))).Reason);
        Assert.Single(Inference.AskedFor(Operation));
    }

    [Fact]
    public async Task When_the_escalation_is_over_budget_the_small_answer_stands()
    {
        Inference.Answers(Operation, "gpt-4.1-nano", "Perhaps Paris.", meanLogprob: -2);
        Inference.Refuses(Operation, "gpt-4.1", OverBudget);

        var run = await RunAsync(Request());

        Assert.Equal("Perhaps Paris.", run.Text);
        Assert.Equal("gpt-4.1-nano", run.Completed.Model);
        Assert.True(run.Completed.Downgraded);
        Assert.False(run.Completed.Escalated);
        Assert.Equal(Math.Exp(-2), run.Completed.Confidence, 12);
        Assert.Equal(["SMALL_FIRST", "ESCALATED_LOW_CONFIDENCE", "DOWNGRADED_BUDGET_EXCEEDED"], run.Reasons);
        Assert.Equal("gpt-4.1-nano", run.Decisions[^1].Model);
    }

    [Fact]
    public async Task When_the_escalations_provider_is_down_the_small_answer_stands()
    {
        Inference.Answers(Operation, "gpt-4.1-nano", "Perhaps Paris.", meanLogprob: -2);
        Inference.Refuses(Operation, "gpt-4.1", ProviderDown);

        var run = await RunAsync(Request());

        Assert.Equal("Perhaps Paris.", run.Text);
        Assert.False(run.Completed.Downgraded);
        Assert.Equal("FAILOVER", run.Reasons[^1]);
    }

    [Fact]
    public async Task When_a_provider_is_down_another_providers_model_answers()
    {
        Inference.Refuses(Operation, "gpt-4.1-nano", ProviderDown);
        Inference.Answers(Operation, "gemini-2.5-flash", "Bonjour.");

        var run = await RunAsync(Request());

        Assert.Equal("Bonjour.", run.Text);
        Assert.Equal("google", run.Completed.Provider);
        Assert.Equal(["SMALL_FIRST", "FAILOVER"], run.Reasons);
    }

    [Fact]
    public async Task Failover_happens_once()
    {
        Inference.Refuses(Operation, "gpt-4.1-nano", ProviderDown);
        Inference.Refuses(Operation, "gemini-2.5-flash", ProviderDown);

        Assert.Equal(Reasons.ProviderUnavailable, (await ErrorAsync(Request())).Reason);
        Assert.Equal(2, Inference.AskedFor(Operation).Count());
    }

    [Fact]
    public async Task A_failed_over_model_that_is_over_budget_is_replaced_by_a_cheaper_one()
    {
        Inference.Refuses(Operation, "gpt-4.1-nano", ProviderDown);
        Inference.Refuses(Operation, "gemini-2.5-flash", OverBudget);
        Inference.Answers(Operation, "granite-4-h-small", "Still here.");

        var run = await RunAsync(Request());

        Assert.Equal("Still here.", run.Text);
        Assert.Equal(["SMALL_FIRST", "FAILOVER", "DOWNGRADED_BUDGET_EXCEEDED"], run.Reasons);
    }

    [Fact]
    public async Task An_error_that_no_other_model_would_cure_is_passed_on()
    {
        Inference.Refuses(Operation, "gpt-4.1-nano", RpcErrors.Write(TollgateException.Unavailable(Reasons.MeteringUnavailable, "Away.")));

        Assert.Equal(Reasons.MeteringUnavailable, (await ErrorAsync(Request())).Reason);
        Assert.Single(Inference.AskedFor(Operation));
    }
}
