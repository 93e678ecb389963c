using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Answers.Structured;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Answers;

/// <summary>Writes the whole answer to a prompt at once; pace and faults decide later how much of it is sent, and when.</summary>
internal sealed class AnswerWriter(
    TokenCounters counters, TextAnswers texts, AnswerSettings settings, IOptions<AnswerOptions> options)
{
    public Answer Write(SimModel model, ChatPrompt prompt, AnswerLimits limits)
    {
        var seed = SeedOf(model, prompt);
        if (settings.Mode == AnswerMode.Fill)
            return Fill(limits, seed);

        var counter = counters.For(model);
        var reasoning = ReasoningEffort.Tokens(model, limits, seed);
        if (ToolPicker.Pick(prompt, limits) is { Count: > 0 } tools)
            return CallTools(tools, prompt, limits, reasoning, counter, seed);

        var draft = prompt.Output.Kind switch
        {
            OutputKind.JsonSchema => Draft.Between(JsonAnswers.ForSchema(prompt.Output.Schema, prompt, seed), -0.15, -0.02, seed),
            OutputKind.JsonObject => JsonAnswers.Wrap(texts.Write(model, prompt, seed)),
            _ => texts.Write(model, prompt, seed),
        };
        return Cut(counter.Split(Until(draft.Text, limits.Stop)), limits.MaxTokens - reasoning, Answer.Stop, draft.MeanLogprob, seed)
            with { Reasoning = reasoning };
    }

    private Answer Fill(AnswerLimits limits, ulong seed)
    {
        var count = limits.Bounded ? limits.MaxTokens : Math.Min(options.Value.FillTokens, limits.MaxTokens);
        return new Answer(FillWords.Take(count, seed), limits.Bounded ? Answer.Length : Answer.Stop, -0.2, seed);
    }

    private static Answer CallTools(
        IReadOnlyList<ToolSpec> tools, ChatPrompt prompt, AnswerLimits limits, int reasoning, TokenCounter counter, ulong seed)
    {
        var nameTokens = Math.Min(tools.Sum(tool => counter.Count(tool.Name)), limits.MaxTokens - reasoning);
        var (arguments, calls) = (new List<string>(), new List<AnswerCall>());
        foreach (var tool in tools)
        {
            calls.Add(new AnswerCall(tool.Name, arguments.Count));
            arguments.AddRange(counter.Split(JsonAnswers.ForSchema(tool.Parameters, prompt, seed)));
        }

        var cut = Cut(arguments, limits.MaxTokens - reasoning - nameTokens, Answer.ToolCalls, -0.1, seed);
        return cut with
        {
            Reasoning = reasoning,
            Calls = [.. calls.Where((call, i) => i == 0 || call.Start < cut.Pieces.Count)],
            ToolNameTokens = nameTokens,
        };
    }

    private static Answer Cut(List<string> pieces, int most, string finish, double logprob, ulong seed)
    {
        if (pieces.Count <= most)
            return new Answer(pieces, finish, logprob, seed);

        pieces.RemoveRange(most, pieces.Count - most);
        return new Answer(pieces, Answer.Length, logprob, seed);
    }

    private static string Until(string text, IReadOnlyList<string> stops)
    {
        foreach (var stop in stops)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0)
                text = text[..at];
        }
        return text;
    }

    private static ulong SeedOf(SimModel model, ChatPrompt prompt)
    {
        var seed = StableHash.Of(model.Id);
        foreach (var message in prompt.Messages)
        {
            seed = StableHash.Of(message.Text, StableHash.Of(message.Role, seed));
            foreach (var image in message.Images)
                seed = StableHash.Combine(seed, image.Hash);
        }
        return seed;
    }
}
