using Tollgate.ProviderSim.Chat;

namespace Tollgate.ProviderSim.Answers;

/// <summary>
/// Which of the offered tools a prompt calls for: those whose names share a word with the question, else the one whose description shares most
/// words with it. A question that was just answered by a tool calls for none.
/// </summary>
internal static class ToolPicker
{
    private const int MostCalls = 8;

    private static readonly HashSet<ulong> Verbs = [.. Stems.Of("get set find search look fetch list show call run use tool function")];

    public static IReadOnlyList<ToolSpec> Pick(ChatPrompt prompt, AnswerLimits limits)
    {
        if (limits.ForcedTool is { } forced)
            return [forced];
        if (prompt.Tools.Count == 0 || limits.Tools is ToolUse.None || prompt.Messages is [.., { Role: "tool" or "function" }])
            return [];

        var question = Stems.Of(PromptReader.Read(prompt).Question).ToHashSet();
        var named = prompt.Tools.Where(tool => Stems.Of(Words(tool.Name)).Exists(stem => !Verbs.Contains(stem) && question.Contains(stem))).ToArray();
        if (named.Length > 0)
            return limits.ParallelCalls ? [.. named.Take(MostCalls)] : [named[0]];

        var best = prompt.Tools.MaxBy(tool => Fit(tool, question))!;
        return Fit(best, question) > 0 || limits.Tools is ToolUse.Required ? [best] : [];
    }

    private static int Fit(ToolSpec tool, HashSet<ulong> question) =>
        Stems.Of(tool.Description).Distinct().Count(stem => !Verbs.Contains(stem) && question.Contains(stem));

    // A name such as getWeather is as many words as it has capitals.
    private static string Words(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) && char.IsLower(name[i - 1]) ? $" {c}" : $"{c}"));
}
