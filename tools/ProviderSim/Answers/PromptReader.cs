using System.Text.RegularExpressions;
using Tollgate.ProviderSim.Chat;

namespace Tollgate.ProviderSim.Answers;

/// <summary>
/// Finds the question and the context in a prompt. Context is any block headed <c>[n] title</c>, any tool result, and any
/// paragraph too long to be an instruction; the question is what else the last user message says.
/// </summary>
internal static partial class PromptReader
{
    private const int ShortestContext = 160, LongestQuestion = 600;

    public static ReadPrompt Read(ChatPrompt prompt)
    {
        var passages = new List<Passage>();
        var lastUser = LastUser(prompt);
        var question = "";
        for (var i = 0; i < prompt.Messages.Count; i++)
        {
            var message = prompt.Messages[i];
            if (message.Role is "assistant" || message.Text.Length == 0)
                continue;
            var rest = TakePassages(message, i == lastUser, passages);
            if (i == lastUser)
                question = rest;
        }
        return new ReadPrompt(question, passages);
    }

    private static int LastUser(ChatPrompt prompt)
    {
        for (var i = prompt.Messages.Count - 1; i >= 0; i--)
        {
            if (prompt.Messages[i].Role is "user")
                return i;
        }
        return -1;
    }

    private static string TakePassages(PromptMessage message, bool asks, List<Passage> passages)
    {
        if (message.Role is "tool" or "function")
        {
            passages.Add(new Passage(null, "", message.Text));
            return "";
        }

        var (text, question) = asks ? SplitQuestion(message.Text) : (message.Text, "");
        var heads = NumberedHead().Matches(text);
        if (heads.Count == 0)
            return TakeParagraphs(text, question, asks, passages);

        for (var i = 0; i < heads.Count; i++)
        {
            var end = i + 1 < heads.Count ? heads[i + 1].Index : text.Length;
            var body = text[(heads[i].Index + heads[i].Length)..end].Trim();
            passages.Add(new Passage(int.Parse(heads[i].Groups["n"].ValueSpan), heads[i].Groups["title"].Value.Trim(), body));
        }
        return question.Length > 0 ? question : text[..heads[0].Index].Trim();
    }

    private static string TakeParagraphs(string text, string question, bool asks, List<Passage> passages)
    {
        if (asks && question.Length == 0 && text.Length <= LongestQuestion)
            return text;

        foreach (var paragraph in BlankLine().Split(text))
        {
            if (paragraph.Length >= ShortestContext && !Instruction().IsMatch(paragraph))
                passages.Add(new Passage(null, "", paragraph));
        }
        return question;
    }

    /// <summary>The context and the question of a message that may hold both: after a marker, else the last short paragraph.</summary>
    private static (string Context, string Question) SplitQuestion(string text)
    {
        var marker = QuestionMarker().Matches(text).LastOrDefault();
        if (marker is not null)
            return (text[..marker.Index], text[(marker.Index + marker.Length)..].Trim());

        var trimmed = text.TrimEnd();
        var last = trimmed.LastIndexOf("\n\n", StringComparison.Ordinal);
        var tail = last < 0 ? "" : trimmed[(last + 2)..].Trim();
        return tail.Length is > 0 and <= LongestQuestion && !NumberedHead().IsMatch(tail) ? (trimmed[..last], tail) : (text, "");
    }

    [GeneratedRegex(@"^[ \t]*\[(?<n>\d{1,4})\][ \t]*(?<title>[^\r\n]*)", RegexOptions.Multiline)]
    private static partial Regex NumberedHead();

    [GeneratedRegex(@"^[ \t#*]*(?:user )?(?:question|query|task|request)[ \t*]*:[ \t*]*", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex QuestionMarker();

    [GeneratedRegex(@"\r?\n[ \t]*\r?\n")]
    private static partial Regex BlankLine();

    [GeneratedRegex(@"^\W*(?:you are|you're|act as|answer|use|do not|don't|if |always|never|respond|reply|return|write|follow)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Instruction();
}
