using System.Globalization;

namespace Tollgate.Cli.Books;

/// <summary>Compares our ledger with the provider's, call by call: the client request id of a call is our attempt id.</summary>
public static class ProviderComparison
{
    /// <summary>Adds a finding for every call that one side has and the other has not, or has differently.</summary>
    public static void Compare(IReadOnlyDictionary<Guid, LedgerAttempt> ours, IReadOnlyList<ProviderCall> theirs, List<string> findings)
    {
        var seen = new HashSet<Guid>();
        foreach (var call in theirs)
        {
            if (!Guid.TryParse(call.ClientRequestId, out var attempt) || !ours.TryGetValue(attempt, out var entry))
                findings.Add(Text($"provider call {call.Id} ({call.Model}, {call.State}, {call.Usage!.Total} tokens) is not in our ledger"));
            else if (!seen.Add(attempt))
                findings.Add(Text($"provider call {call.Id} is a second call of attempt {attempt}"));
            else if (!Same(entry, call))
                findings.Add(Text($"attempt {attempt}: {Ours(entry)}; provider call {call.Id} ({call.State}): {Theirs(call)}"));
        }

        foreach (var (attempt, entry) in ours.Where(entry => !seen.Contains(entry.Key)))
            findings.Add(Text($"attempt {attempt}: {Ours(entry)}; the provider does not know it"));
    }

    private static bool Same(LedgerAttempt entry, ProviderCall call) =>
        call.Usage is { } usage
        && entry.Usage.InputTotal == usage.Input
        && entry.Usage.CachedInput == usage.CachedInput
        && entry.Usage.OutputTotal == usage.Output
        && entry.Usage.Reasoning == usage.Reasoning
        // A re-rate corrects a price that we had wrong, or states one that the provider's ledger does not know, such as a contract's.
        && (entry.CostNanos == call.CostNanos || entry.CostNanos + entry.RerateNanos == call.CostNanos);

    private static string Ours(LedgerAttempt entry) => Text(
        $"ours {entry.Usage.InputTotal} in ({entry.Usage.CachedInput} cached), {entry.Usage.OutputTotal} out ({entry.Usage.Reasoning} reasoning), {entry.CostNanos} nanos");

    private static string Theirs(ProviderCall call) => Text(
        $"{call.Usage?.Input} in ({call.Usage?.CachedInput} cached), {call.Usage?.Output} out ({call.Usage?.Reasoning} reasoning), {call.CostNanos} nanos");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
