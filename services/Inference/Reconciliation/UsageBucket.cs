namespace Tollgate.Inference.Reconciliation;

/// <summary>The calls of one minute and model, as the provider reports them and as we know them.</summary>
internal sealed record UsageBucket(string Model, DateTimeOffset Minute, long ReportedCalls, ReportedTokens Reported, IReadOnlyList<KnownCall> Known)
{
    /// <summary>
    /// Puts our calls into the minutes of a report. Most can have been received in one minute only. The few around the turn of a minute go
    /// where they make both minutes agree best with the report: first by number of calls, then by tokens, else where our own clock says.
    /// </summary>
    /// <param name="model">The model of all of them.</param>
    /// <param name="minutes">The minutes to fill, in order, without gaps.</param>
    /// <param name="reported">What is reported of them, and of the minute after the last.</param>
    /// <param name="calls">Our calls, in order of their ids.</param>
    public static IEnumerable<UsageBucket> Fill(
        string model, IReadOnlyList<DateTimeOffset> minutes, IReadOnlyDictionary<DateTimeOffset, ReportedUsage> reported,
        IReadOnlyList<KnownCall> calls)
    {
        var carried = new List<KnownCall>();
        foreach (var minute in minutes)
        {
            var next = minute.AddMinutes(1);
            List<KnownCall> mine = [.. carried, .. calls.Where(call => call.Minutes == (minute, minute))];
            var later = calls.Where(call => call.Minutes == (next, next)).ToList();
            var between = calls.Where(call => call.Minutes.First == minute && call.Minutes.Last == next).ToList();
            var here = Enumerable.Range(0, between.Count + 1)
                .OrderBy(count => Misfit(minute, [.. mine, .. between[..count]]).Calls + Misfit(next, [.. later, .. between[count..]]).Calls)
                .ThenBy(count => Misfit(minute, [.. mine, .. between[..count]]).Tokens + Misfit(next, [.. later, .. between[count..]]).Tokens)
                .ThenByDescending(count => count)
                .First();

            mine.AddRange(between[..here]);
            carried = between[here..];
            var theirs = reported.GetValueOrDefault(minute);
            if (mine.Count > 0 || theirs is not null)
                yield return new UsageBucket(model, minute, theirs?.Calls ?? 0, theirs?.Tokens ?? default, mine);
        }

        (long Calls, long Tokens) Misfit(DateTimeOffset minute, IReadOnlyList<KnownCall> known)
        {
            var theirs = reported.GetValueOrDefault(minute);
            return (
                Math.Abs((theirs?.Calls ?? 0) - known.Count(call => call.IsBilled)),
                ((theirs?.Tokens ?? default) - known.Aggregate(default(ReportedTokens), (sum, call) => sum + call.Tokens)).Magnitude);
        }
    }
}
