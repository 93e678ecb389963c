using System.Globalization;
using System.Text.RegularExpressions;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Retrieval.V1;

namespace Tollgate.Intake.Prompting;

/// <summary>Which passages an answer was given, and which it refers to.</summary>
internal static partial class Citations
{
    public static IEnumerable<Citation> Of(IReadOnlyList<Passage> passages, string answer)
    {
        if (passages.Count == 0)
            return [];
        var cited = Numbers(answer);
        return passages.Select((passage, i) => new Citation
        {
            Number = i + 1,
            DocumentId = passage.DocumentId,
            ChunkId = passage.ChunkId,
            Title = passage.Title,
            Section = passage.Section,
            Uri = passage.Uri,
            Cited = cited.Contains(i + 1),
        });
    }

    /// <summary>The numbers in marks such as [2] and [1, 3].</summary>
    internal static HashSet<int> Numbers(string answer) =>
    [
        .. Mark().Matches(answer)
            .SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))
            .Select(number => int.Parse(number, CultureInfo.InvariantCulture)),
    ];

    [GeneratedRegex(@"\[([0-9]{1,3}(?:\s*,\s*[0-9]{1,3})*)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
