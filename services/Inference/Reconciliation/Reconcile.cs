namespace Tollgate.Inference.Reconciliation;

/// <summary>What follows from comparing a bucket.</summary>
/// <param name="Corrections">The calls whose usage is known better now, with what they used.</param>
/// <param name="UnattributedCalls">Calls that are not ours.</param>
/// <param name="Unattributed">What nobody of ours has used.</param>
/// <param name="Disagreement">What the provider stated in answers and does not report: not ours to change, and alarmed.</param>
internal sealed record Reconciled(
    IReadOnlyList<(KnownCall Call, ReportedTokens Tokens)> Corrections, long UnattributedCalls, ReportedTokens Unattributed,
    ReportedTokens Disagreement);

/// <summary>
/// Decides who has used what a report says was used. What the provider stated of a call stands. The rest belongs to calls whose usage we
/// only counted or assumed, as many of them as the report knows, and beyond them to calls that are not ours. A plain function: the same
/// bucket is always decided in the same way.
/// </summary>
internal static class Reconcile
{
    public static Reconciled Decide(UsageBucket bucket)
    {
        var certain = bucket.Known.Where(call => call.IsCertain).ToArray();
        var rest = bucket.Reported - Sum(certain);
        var calls = Math.Max(0, bucket.ReportedCalls - certain.LongCount(call => call.IsBilled));

        // Those we counted have surely been made; of the others, first those we believe were billed.
        var doubtful = bucket.Known.Where(call => !call.IsCertain && (call.IsBilled || call.MayBeBilled))
            .OrderByDescending(call => call.IsBilled)
            .ThenByDescending(call => call.Result.Rank)
            .ThenBy(call => call.Id)
            .ToArray();
        var takers = doubtful.Take((int)Math.Min(calls, doubtful.Length)).ToArray();
        var strangers = calls - takers.Length;

        var ours = ReportedTokens.Max(rest, default);
        if (strangers > 0)
            ours = ReportedTokens.Min(ours, Sum(takers));
        if (takers.Length == 0)
            ours = default;

        var shares = Spread(ours, takers);
        var corrections = takers.Select((call, i) => (Call: call, Tokens: shares[i]))
            .Concat(doubtful.Skip(takers.Length).Where(call => call.IsBilled).Select(call => (Call: call, Tokens: default(ReportedTokens))))
            .ToArray();
        var left = rest - ours;
        return new Reconciled(corrections, strangers, ReportedTokens.Max(left, default), ReportedTokens.Min(left, default));
    }

    private static ReportedTokens Sum(IEnumerable<KnownCall> calls) =>
        calls.Aggregate(default(ReportedTokens), (sum, call) => sum + call.Tokens);

    private static ReportedTokens[] Spread(ReportedTokens total, KnownCall[] takers)
    {
        var input = Spread(total.Input, [.. takers.Select(call => call.Tokens.Input)]);
        var cached = Spread(total.Cached, [.. takers.Select(call => call.Tokens.Cached)]);
        var output = Spread(total.Output, [.. takers.Select(call => call.Tokens.Output)]);
        return [.. takers.Select((_, i) => new ReportedTokens(input[i], cached[i], output[i]))];
    }

    /// <summary>In proportion to what each was believed to have used, without a remainder: the first ones take one more.</summary>
    internal static long[] Spread(long total, long[] weights)
    {
        if (weights.All(weight => weight == 0))
            weights = [.. weights.Select(_ => 1L)];
        var sum = weights.Aggregate(Int128.Zero, (all, weight) => all + weight);
        var shares = weights.Select(weight => (long)((Int128)total * weight / sum)).ToArray();
        var left = total - shares.Sum();
        for (var i = 0; left > 0; i = (i + 1) % shares.Length)
        {
            if (weights[i] == 0)
                continue;
            shares[i]++;
            left--;
        }

        return shares;
    }
}
