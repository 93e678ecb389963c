using Tollgate.Routing.Assessment;

namespace Tollgate.Routing.Tests.Assessment;

public class AnswerJudgeTests
{
    private static readonly AnswerCriteria Plain = new(ConfidenceThreshold: 0.6, Grounded: false, Schema: null);

    [Theory]
    [InlineData(-0.1, Verdict.Convincing)]
    [InlineData(-0.51, Verdict.Convincing)]
    [InlineData(-0.52, Verdict.LowConfidence)]
    [InlineData(-3.0, Verdict.LowConfidence)]
    public void Confidence_is_the_exponential_of_the_mean_logprob(double mean, Verdict expected)
    {
        var judgement = AnswerJudge.Judge(new("The deductible is 500.", "stop", mean), Plain);

        Assert.Equal(expected, judgement.Verdict);
        Assert.Equal(Math.Exp(mean), judgement.Confidence!.Value, 12);
    }

    [Fact]
    public void Without_logprobs_only_the_text_is_judged()
    {
        var judgement = AnswerJudge.Judge(new("The deductible is 500.", "stop", null), Plain);

        Assert.Equal(Verdict.Convincing, judgement.Verdict);
        Assert.Null(judgement.Confidence);
    }

    [Theory]
    [InlineData("I am not certain, but the deductible may be 500.")]
    [InlineData("I'm not sure about this.")]
    [InlineData("I’m unsure.")]
    [InlineData("I do not know.")]
    [InlineData("Sorry, I don't have enough context here.")]
    [InlineData("I cannot determine the amount from this.")]
    [InlineData("There is not enough information in the text.")]
    [InlineData("")]
    [InlineData("  \n ")]
    public void A_hedging_or_empty_answer_does_not_convince(string text) =>
        Assert.Equal(Verdict.LowConfidence, AnswerJudge.Judge(new(text, "stop", -0.01), Plain).Verdict);

    [Theory]
    [InlineData("The applicant is not certain to be accepted.")]
    [InlineData("Tell the customer that you know it.")]
    [InlineData("Information about sure-start plans is on page 2.")]
    public void Words_of_doubt_that_are_not_the_models_own_convince(string text) =>
        Assert.Equal(Verdict.Convincing, AnswerJudge.Judge(new(text, "stop", -0.01), Plain).Verdict);

    [Theory]
    [InlineData("The deductible is 500 [1].", Verdict.Convincing)]
    [InlineData("Both forms are needed [1, 3].", Verdict.Convincing)]
    [InlineData("The deductible is 500.", Verdict.LowConfidence)]
    [InlineData("The deductible is [500 dollars].", Verdict.LowConfidence)]
    public void A_grounded_answer_must_cite(string text, Verdict expected) =>
        Assert.Equal(expected, AnswerJudge.Judge(new(text, "stop", -0.01), Plain with { Grounded = true }).Verdict);

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    [InlineData("tool_calls")]
    public void What_a_bigger_model_would_not_change_is_accepted(string finish) =>
        Assert.Equal(Verdict.Convincing, AnswerJudge.Judge(new("I am not certain", finish, -2), Plain with { Grounded = true }).Verdict);

    [Fact]
    public void Json_is_judged_by_its_schema_and_not_by_its_words()
    {
        var criteria = Plain with { Grounded = true, Schema = ResponseSchema.Parse("""{"type":"object","required":["note"]}""") };

        Assert.Equal(Verdict.Convincing, AnswerJudge.Judge(new("""{"note":"I am not certain"}""", "stop", -0.01), criteria).Verdict);
        Assert.Equal(Verdict.InvalidOutput, AnswerJudge.Judge(new("""{"nota":1}""", "stop", -0.01), criteria).Verdict);
        Assert.Equal(Verdict.LowConfidence, AnswerJudge.Judge(new("""{"note":"x"}""", "stop", -2), criteria).Verdict);
    }

    [Fact]
    public void Explanations_never_quote_the_answer()
    {
        var judgement = AnswerJudge.Judge(new("""{"ssn":"123-45-6789"}""", "stop", -0.01), Plain with { Schema = ResponseSchema.Parse("""{"properties":{"ssn":{"type":"integer"}}}""") });

        Assert.Equal(Verdict.InvalidOutput, judgement.Verdict);
        Assert.DoesNotContain("6789", judgement.Explanation);
    }
}
