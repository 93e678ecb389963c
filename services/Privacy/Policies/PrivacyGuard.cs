using System.Text;
using System.Text.RegularExpressions;

namespace Tollgate.Privacy.Policies;

/// <summary>Applies a policy to the texts of one request.</summary>
public static partial class PrivacyGuard
{
    private static readonly Pseudonyms NoPseudonyms = new([]);

    /// <summary>The texts as they may go on.</summary>
    public static Guarded Apply(PrivacyPolicy policy, IReadOnlyList<string> texts)
    {
        if (policy.IsOff || texts.Count == 0)
            return new Guarded(texts, [], [], NoPseudonyms);

        var pseudonyms = new Pseudonyms(texts);
        var counts = new SortedDictionary<(string, PrivacyAction), int>();
        var blocked = new SortedSet<(int, string)>();
        var guarded = new string[texts.Count];
        for (var i = 0; i < texts.Count; i++)
        {
            foreach (var term in policy.Terms.Where(term => Holds(texts[i], term.Text)))
                Count(i, "TERM:" + term.Name, PrivacyAction.Block);
            guarded[i] = Replace(texts[i], i);
        }

        return new Guarded(guarded, [.. counts.Select(entry => new PrivacyCount(entry.Key.Item1, entry.Key.Item2, entry.Value))], [.. blocked], pseudonyms);

        string Replace(string text, int index)
        {
            StringBuilder? result = null;
            var done = 0;
            foreach (var finding in Detector.Find(text, policy.Options))
            {
                if (IsPlaceholder(text.AsSpan(finding.Start, finding.Length)))
                    continue;
                var action = policy.Actions[finding.Kind];
                var name = PersonalDataKinds.NameOf(finding.Kind);
                Count(index, name, action);
                if (action == PrivacyAction.Detect)
                    continue;
                var placeholder = action == PrivacyAction.Pseudonymise
                    ? pseudonyms.For(finding.Kind, text.Substring(finding.Start, finding.Length))
                    : $"[{name}]";
                var isNumber = IsNumberOfJson(text, finding);
                result ??= new StringBuilder(text.Length);
                result.Append(text, done, finding.Start - done);
                result.Append(isNumber ? "\"" : "").Append(placeholder).Append(isNumber ? "\"" : "");
                done = finding.End;
            }

            return result?.Append(text, done, text.Length - done).ToString() ?? text;
        }

        void Count(int index, string kind, PrivacyAction action)
        {
            counts[(kind, action)] = counts.GetValueOrDefault((kind, action)) + 1;
            if (action == PrivacyAction.Block)
                blocked.Add((index, kind));
        }
    }

    /// <summary>A number that is a value of JSON: its placeholder has to be a string, or the rest can no longer be read.</summary>
    private static bool IsNumberOfJson(string text, Finding finding) =>
        char.IsAsciiDigit(text[finding.Start]) && JsonBefore().IsMatch(text.AsSpan(Math.Max(0, finding.Start - 40), finding.Start - Math.Max(0, finding.Start - 40)))
        && JsonAfter().IsMatch(text.AsSpan(finding.End, Math.Min(8, text.Length - finding.End)));

    /// <summary>What was taken out before is not found again.</summary>
    private static bool IsPlaceholder(ReadOnlySpan<char> value) =>
        value is ['[', .., ']'] && !value[1..^1].ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

    private static bool Holds(string text, string term)
    {
        for (var at = text.IndexOf(term, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(term, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + term.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }

        return false;
    }

    [GeneratedRegex(@"""\s{0,4}:\s{0,4}(?:\[[\s0-9.,-]{0,32})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonBefore();

    [GeneratedRegex(@"\A\s{0,4}[,}\]]", RegexOptions.CultureInvariant)]
    private static partial Regex JsonAfter();
}
