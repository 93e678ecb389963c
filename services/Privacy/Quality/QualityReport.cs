using System.Text;

namespace Tollgate.Privacy.Quality;

/// <summary>Precision and recall of each kind over labelled texts.</summary>
/// <param name="Scores">By kind; kinds of which there is nothing to say are left out.</param>
/// <param name="Surprises">What was missed and what was found in vain: kind, and the text.</param>
public sealed record QualityReport(IReadOnlyDictionary<PersonalDataKind, Score> Scores, IReadOnlyList<string> Surprises)
{
    /// <summary>All kinds that have a form of their own, together.</summary>
    public Score Structured => Scores.Where(score => PersonalDataKinds.Structured.Contains(score.Key))
        .Aggregate(new Score(0, 0, 0), (sum, score) => sum + score.Value);

    /// <summary>Measures the detector.</summary>
    public static QualityReport Of(IEnumerable<LabelledText> texts)
    {
        var scores = new SortedDictionary<PersonalDataKind, Score>();
        var surprises = new List<string>();
        foreach (var text in texts)
        {
            var findings = Detector.Find(text.Text, text.Options);
            foreach (var (kind, label) in text.Labels)
            {
                var score = Judge(label, [.. findings.Where(finding => finding.Kind == kind)]);
                scores[kind] = scores.GetValueOrDefault(kind, new Score(0, 0, 0)) + score;
                if (score.Missed > 0 || score.False > 0)
                    surprises.Add($"{PersonalDataKinds.NameOf(kind)} missed {score.Missed}, false {score.False}: {text.Text.ReplaceLineEndings(" ")}");
            }
        }

        foreach (var (kind, _) in scores.Where(entry => entry.Value is { Found: 0, Missed: 0, False: 0 }).ToList())
            scores.Remove(kind);
        return new QualityReport(scores, surprises);
    }

    /// <summary>The report as a table in Markdown.</summary>
    public string ToMarkdown()
    {
        var table = new StringBuilder("| entity | values | found | missed | false | precision | recall |\n|---|---:|---:|---:|---:|---:|---:|\n");
        foreach (var (kind, score) in Scores.OrderBy(entry => PersonalDataKinds.NameOf(entry.Key), StringComparer.Ordinal))
            table.Append("| ").Append(PersonalDataKinds.NameOf(kind)).Append(" | ").Append(score).Append(" |\n");
        return table.Append("| **structured ids** | ").Append(Structured).Append(" |\n").ToString();
    }

    private static Score Judge(Label label, IReadOnlyList<Finding> findings)
    {
        if (label.Places is not { } places)
            return new Score(Math.Min(label.Count, findings.Count), Math.Max(0, label.Count - findings.Count), Math.Max(0, findings.Count - label.Count));
        var found = places.Count(place => findings.Any(finding => finding.Start <= place.Start && finding.End >= place.End));
        var vain = findings.Count(finding => !places.Any(place => finding.Start < place.End && place.Start < finding.End));
        return new Score(found, places.Count - found, vain);
    }
}
