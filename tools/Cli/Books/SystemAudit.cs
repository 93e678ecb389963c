using System.Globalization;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Books;

/// <summary>
/// Proves that the books balance: what Inference settled is what Metering recorded, rolled up and Billing rated; and all of it is what the
/// provider has on its own books, call by call.
/// </summary>
public sealed class SystemAudit(PlatformClients platform, ProviderBooks? provider)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private const int MaxFindings = 20;

    /// <summary>Waits until everything is at rest, then compares.</summary>
    public async Task<AuditResult> RunAsync(CancellationToken cancellationToken)
    {
        var books = new PlatformBooks(platform);
        var findings = new List<string>();
        foreach (var (name, count) in await books.UntilAtRestAsync(Patience, cancellationToken))
            findings.Add(string.Create(CultureInfo.InvariantCulture, $"not at rest after {Patience.TotalSeconds:0} s: {name} = {count}"));

        var digests = await books.DigestsAsync(cancellationToken);
        CompareServices(digests.SelectMany(d => d.Books).ToDictionary(book => book.Name, BookTotals.From), findings);

        var ours = await books.LedgerAsync(cancellationToken);
        var used = ours.Where(entry => !entry.Value.Usage.IsZero || entry.Value.CostNanos != 0).ToDictionary();
        if (provider is null)
            return new AuditResult { UsageRecords = used.Count, Findings = findings };

        var calls = await provider.CallsAsync(cancellationToken);
        findings.AddRange(calls.Where(call => call.IsOpen).Select(call => $"provider call {call.Id} of attempt {call.ClientRequestId} has not ended"));
        var theirs = calls.Where(call => call.IsBilled).ToArray();
        ProviderComparison.Compare(used, theirs, findings);
        return new AuditResult
        {
            UsageRecords = used.Count,
            ProviderRecords = theirs.Length,
            DifferenceTokens = used.Values.Sum(a => a.Usage.TokenTotal) - theirs.Sum(c => c.Usage!.Total),
            DifferenceNanos = used.Values.Sum(a => a.CostNanos) - theirs.Sum(c => c.CostNanos ?? 0),
            Findings = [.. findings.Take(MaxFindings)],
        };
    }

    private static void CompareServices(Dictionary<string, BookTotals> books, List<string> findings)
    {
        if (!books.TryGetValue("metering.ledger", out var ledger))
        {
            findings.Add("metering.ledger is missing");
            return;
        }

        foreach (var name in new[] { "inference.attempts", "billing.rated" })
        {
            if (!books.TryGetValue(name, out var other))
                findings.Add($"{name} is missing");
            else if ((other.Records, other.Usage, other.CostNanos, other.Digest) != (ledger.Records, ledger.Usage, ledger.CostNanos, ledger.Digest))
                findings.Add($"{Describe(other)} differs from {Describe(ledger)}");
        }

        if (!books.TryGetValue("metering.rollups", out var rollups))
            findings.Add("metering.rollups is missing");
        else if ((rollups.Usage, rollups.CostNanos) != (ledger.Usage, ledger.CostNanos))
            findings.Add($"{Describe(rollups)} differs from {Describe(ledger)}");
    }

    private static string Describe(BookTotals book) => string.Create(
        CultureInfo.InvariantCulture,
        $"{book.Name} ({book.Records} records, {book.Usage.InputTotal} in, {book.Usage.OutputTotal} out, {book.CostNanos} nanos)");
}
