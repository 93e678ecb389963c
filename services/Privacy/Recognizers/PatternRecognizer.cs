using System.Text.RegularExpressions;

namespace Tollgate.Privacy.Recognizers;

/// <summary>
/// A kind whose values have one form, perhaps with a check digit. Patterns are bounded: each looks at a limited stretch from any place on.
/// </summary>
internal sealed class PatternRecognizer(PersonalDataKind kind, Regex pattern, ContextWords context) : Recognizer(kind)
{
    /// <summary>What the value's own rules say; without it: nothing.</summary>
    public Func<string, Check> Check { get; init; } = _ => Recognizers.Check.Unknown;

    /// <summary>How sure the form alone is.</summary>
    public Confidence Plain { get; init; } = Confidence.Possible;

    /// <summary>How sure it is when its check digit agrees.</summary>
    public Confidence Checked { get; init; } = Confidence.Likely;

    /// <summary>It says nothing without the words beside it.</summary>
    public bool NeedsContext { get; init; }

    public override void Find(string text, Confidence atLeast, List<Finding> found)
    {
        foreach (var match in pattern.EnumerateMatches(text))
        {
            var check = Check(text.Substring(match.Index, match.Length));
            if (check == Recognizers.Check.Wrong)
                continue;
            var inContext = context.IsBeside(text, match.Index, match.Length);
            if (NeedsContext && !inContext)
                continue;
            Add(found, match.Index, match.Length, Raise(check == Recognizers.Check.Right ? Checked : Plain, inContext));
        }
    }

    private static Confidence Raise(Confidence confidence, bool inContext) =>
        inContext && confidence < Confidence.Certain ? confidence + 1 : confidence;
}
