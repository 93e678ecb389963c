using System.Text;
using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Answers;

/// <summary>Answers in words: extracted from the context where it supports an answer, with doubt or from memory where not.</summary>
internal sealed class TextAnswers(RecordedAnswers recorded, IOptions<AnswerOptions> options)
{
    private const double SupportNeeded = 0.45, AlsoWorthSaying = 0.75;
    private const int MostSentences = 3, LongestTopic = 120;

    public Draft Write(SimModel model, ChatPrompt prompt, ulong seed)
    {
        var read = PromptReader.Read(prompt);
        if (recorded.Find(read.Question, model.Id, seed) is { } own)
            return own;

        var ranked = SentenceRanking.Rank(read.Question, read.Passages);
        if (ranked.Count == 0 || ranked[0].Coverage < SupportNeeded)
            return Unsupported(model, read, seed);

        return StableHash.Unit(seed, 0x5) < UnsureShare(model)
            ? Draft.Between("I am not certain, but this may help: " + Say(ranked.Skip(ranked.Count > 1 ? 1 : 0).Take(1)), -2.2, -1.1, seed)
            : Draft.Between(Say(Best(ranked)), -0.20, -0.03, seed);
    }

    /// <summary>The sentences of the context that fit the question best, or an empty text.</summary>
    public static string Extract(string question, IReadOnlyList<Passage> passages) =>
        string.Join(' ', SentenceRanking.Rank(question, passages).Take(2).OrderBy(sentence => sentence.Order).Select(sentence => sentence.Text));

    private double UnsureShare(SimModel model) =>
        model.Size == ModelSize.Small ? options.Value.UnsureShareSmall : options.Value.UnsureShareLarge;

    private Draft Unsupported(SimModel model, ReadPrompt read, ulong seed)
    {
        if (model.Size == ModelSize.Small)
        {
            var reason = read.Passages.Count > 0 ? "The context I was given does not settle it." : "I was given nothing to answer it from.";
            return Draft.Between($"I am not certain about this: \"{Topic(read.Question)}\" {reason}", -2.5, -1.3, seed);
        }
        if (recorded.Find(read.Question, null, seed) is { } known)
            return known;

        var start = read.Passages.Count > 0 ? "The context does not say this outright. " : "";
        var text = $"{start}Taken in general, the answer to \"{Topic(read.Question)}\" depends on the purpose it serves, the rules that apply to it and "
            + "the case at hand. It is best settled in three steps: state what is known, check it against the governing document, and "
            + "confirm any exception with the person responsible.";
        return Draft.Between(text, -0.45, -0.15, seed);
    }

    private static string Topic(string question)
    {
        var line = question.ReplaceLineEndings(" ").Trim();
        return line.Length <= LongestTopic ? line : string.Concat(line.AsSpan(0, LongestTopic).TrimEnd(), "...");
    }

    private static IEnumerable<RankedSentence> Best(List<RankedSentence> ranked) => ranked
        .Take(MostSentences)
        .Where(sentence => sentence.Score >= AlsoWorthSaying * ranked[0].Score)
        .OrderBy(sentence => sentence.Order);

    private static string Say(IEnumerable<RankedSentence> sentences)
    {
        var text = new StringBuilder();
        foreach (var sentence in sentences)
        {
            if (text.Length > 0)
                text.Append(' ');
            text.Append(sentence.Text);
            if (sentence.Number is { } number)
                text.Append(" [").Append(number).Append(']');
        }
        return text.ToString();
    }
}
