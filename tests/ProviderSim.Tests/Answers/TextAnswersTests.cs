using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.Tests.Hosting;

namespace Tollgate.ProviderSim.Tests.Answers;

public sealed class TextAnswersTests : IDisposable
{
    private static readonly ModelCatalogue Models = new(Options.Create(new SimulatorOptions()));

    private readonly TempFolder folder = new();

    [Theory]
    [InlineData("Context:\n\n[1] Refunds\nRefunds are paid within 14 days.\n\n[2] Parcels\nParcels leave on Mondays.\n\nQuestion: When do parcels leave?")]
    [InlineData("[1] Refunds\nRefunds are paid within 14 days.\n[2] Parcels\nParcels leave on Mondays.\n\nWhen do parcels leave?")]
    public void Context_and_question_in_one_message_are_told_apart(string message)
    {
        var read = PromptReader.Read(Prompt(("user", message)));

        Assert.Equal("When do parcels leave?", read.Question);
        Assert.Equal([1, 2], read.Passages.Select(passage => passage.Number!.Value));
        Assert.Equal("Parcels leave on Mondays. [2]", Answers().Write(Models.Find("gpt-4o")!, Prompt(("user", message)), 3).Text);
    }

    [Fact]
    public void A_long_paragraph_without_numbers_is_context_too_and_tool_results_are()
    {
        var paragraph = "The orchard lies behind the mill. It was planted in 1911 by the miller's daughter, who wanted plums. "
            + "Since then three storms have taken a third of the trees, and nobody has replaced them.";

        Assert.Contains("planted in 1911", Say(("user", $"{paragraph}\n\nWhen was the orchard planted?")), StringComparison.Ordinal);
        Assert.Contains("planted in 1911", Say(("user", "When was the orchard planted?"), ("tool", paragraph)), StringComparison.Ordinal);
    }

    [Fact]
    public void Doubt_strikes_the_stated_share_of_supported_questions()
    {
        var answers = Answers(unsure: 0.15);
        var doubtful = Enumerable.Range(0, 2_000).Count(seed =>
            answers.Write(Models.Find("gpt-4.1-nano")!, Prompt(("user", "[1] A\nThe colour of the sky is blue.\n\nWhat colour is the sky?")), StableHash.Of($"{seed}")).MeanLogprob < -1);

        Assert.InRange(doubtful, 220, 380);
    }

    [Fact]
    public void A_recorded_answer_serves_the_model_it_names_or_large_models_without_context()
    {
        File.WriteAllLines(folder.File("answers.jsonl"),
        [
            """{"question":"What is the capital of Assyria?","answer":"Assur, later Nineveh."}""",
            """{"question":"Which label fits?","answer":"billing","model":"gpt-4.1-nano","mean_logprob":-0.7}""",
        ]);
        var answers = Answers(recorded: folder.File("answers.jsonl"));

        Draft Ask(string model, string question) => answers.Write(Models.Find(model)!, Prompt(("user", question)), 5);

        Assert.Equal("Assur, later Nineveh.", Ask("gpt-4.1", "what is the capital of ASSYRIA").Text);
        Assert.Contains("not certain", Ask("gpt-4.1-nano", "What is the capital of Assyria?").Text, StringComparison.Ordinal);
        Assert.Equal(new Draft("billing", -0.7), Ask("gpt-4.1-nano", "Which label fits?"));
        Assert.NotEqual("billing", Ask("gpt-4.1", "Which label fits?").Text);
    }

    public void Dispose() => folder.Dispose();

    private static string Say(params (string Role, string Text)[] messages) => Answers().Write(Models.Find("gpt-4o")!, Prompt(messages), 3).Text;

    private static ChatPrompt Prompt(params (string Role, string Text)[] messages) =>
        new([.. messages.Select(message => new PromptMessage(message.Role, message.Text, null, [], []))], [], OutputFormat.Text);

    private static TextAnswers Answers(double unsure = 0, string? recorded = null) => new(
        new RecordedAnswers(Options.Create(new SimulatorOptions { RecordedAnswers = recorded })),
        Options.Create(new AnswerOptions { UnsureShareSmall = unsure, UnsureShareLarge = unsure }));
}
