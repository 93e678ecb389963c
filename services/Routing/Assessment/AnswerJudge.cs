using System.Globalization;
using System.Text.RegularExpressions;

namespace Tollgate.Routing.Assessment;

/// <summary>Judges an answer by what can be seen from outside: its form, how sure its tokens were, and what it says of itself.</summary>
public static partial class AnswerJudge
{
    // A hedge opens an answer; further on the same words are usually part of what is being explained.
    private const int HedgeWindow = 240;

    /// <summary>The verdict on an answer.</summary>
    public static Judgement Judge(Answer answer, AnswerCriteria criteria)
    {
        double? confidence = answer.MeanLogprob is { } mean && !double.IsNaN(mean) ? Math.Clamp(Math.Exp(mean), 0, 1) : null;

        // Cut by the caller's own limit, filtered, or a tool call: a bigger model would end the same way.
        if (answer.IsBeyondJudgement)
            return new(Verdict.Convincing, confidence, "it ended for a reason that no other model would change");

        if (criteria.Schema is { } schema)
        {
            if (schema.Violation(answer.Text) is { } violation)
                return new(Verdict.InvalidOutput, confidence, $"it does not follow the schema: {violation}");
        }
        else if (Doubt(answer.Text, criteria.Grounded) is { } doubt)
        {
            return new(Verdict.LowConfidence, confidence, doubt);
        }

        return confidence < criteria.ConfidenceThreshold
            ? new(Verdict.LowConfidence, confidence, string.Create(
                CultureInfo.InvariantCulture, $"its confidence of {confidence:0.00} is below {criteria.ConfidenceThreshold:0.00}"))
            : new(Verdict.Convincing, confidence, "it convinces");
    }

    private static string? Doubt(string text, bool grounded)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "it is empty";
        if (Hedge().IsMatch(text.AsSpan(0, Math.Min(text.Length, HedgeWindow))))
            return "it says itself that it is not certain";
        return grounded && !Citation().IsMatch(text) ? "it cites none of the passages it was given" : null;
    }

    [GeneratedRegex(
        @"\b(?:I\s*(?:am|'m|’m)\s+(?:not|un)\s*(?:entirely\s+|completely\s+|quite\s+)?(?:certain|sure)|I\s+(?:do\s+not|don['’]t)\s+(?:know|have\s+(?:enough|sufficient))|I\s+(?:cannot|can['’]t)\s+(?:determine|tell|answer|find)|(?:not\s+enough|insufficient)\s+information)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Hedge();

    [GeneratedRegex(@"\[\d{1,3}(?:\s*,\s*\d{1,3})*\]", RegexOptions.CultureInvariant)]
    private static partial Regex Citation();
}
