namespace Tollgate.Privacy;

/// <summary>
/// Makes one finding of those that overlap. It covers all of them, so that no part of one is left standing because another was surer;
/// the surest, then the longest, then the first kind says what it is.
/// </summary>
internal static class Overlaps
{
    public static IReadOnlyList<Finding> Merge(List<Finding> found)
    {
        if (found.Count < 2)
            return found;
        found.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Length.CompareTo(a.Length));
        var merged = new List<Finding>(found.Count);
        var best = found[0];
        var (start, end) = (best.Start, best.End);
        foreach (var next in found.Skip(1))
        {
            if (next.Start < end)
            {
                end = Math.Max(end, next.End);
                best = IsBetter(next, best) ? next : best;
                continue;
            }

            merged.Add(best with { Start = start, Length = end - start });
            best = next;
            (start, end) = (next.Start, next.End);
        }

        merged.Add(best with { Start = start, Length = end - start });
        return merged;
    }

    private static bool IsBetter(Finding a, Finding b)
    {
        if (a.Confidence != b.Confidence)
            return a.Confidence > b.Confidence;
        return a.Length != b.Length ? a.Length > b.Length : a.Kind < b.Kind;
    }
}
