using System.Globalization;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Audit.V1;

namespace Tollgate.Cli.Books;

/// <summary>
/// Proves that the books balance: what Inference settled is what Metering recorded, rolled up and Billing rated; and all of it is what the
/// provider has on its own books, call by call.
/// </summary>
/// <param name="platform">The platform.</param>
/// <param name="provider">The provider's own books, where it has some that can be asked for.</param>
/// <param name="full">Read every row again, also of days whose sums are sealed.</param>
public sealed class SystemAudit(PlatformClients platform, ProviderBooks? provider, bool full = false)
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

        var digests = await books.UntilTheyAgreeOrStandStillAsync(cancellationToken);
        if (full)
            digests = await books.ReadAllAsync(cancellationToken);
        findings.AddRange(digests.SelectMany(Misgivings));
        findings.AddRange(digests.SelectMany(digest => digest.Differences).OrderBy(difference => difference.Time.ToDateTime()).Select(Describe));
        var totals = digests.SelectMany(d => d.Books).ToDictionary(book => book.Name, BookTotals.From);
        var before = findings.Count;
        CompareServices(totals, findings);
        if (findings.Count > before)
            await NameRowsAsync(totals, books, findings, before, cancellationToken);

        string[] archived = [.. digests.Where(digest => digest.Archived is not null).Select(DescribeArchive)];
        if (provider is null)
        {
            return new AuditResult
            {
                UsageRecords = totals.GetValueOrDefault("metering.ledger")?.Records ?? 0,
                Findings = [.. findings.Take(MaxFindings)],
                Archived = archived,
            };
        }

        var ours = await books.LedgerAsync(cancellationToken);
        var used = ours.Where(entry => !entry.Value.Usage.IsZero || entry.Value.CostNanos != 0).ToDictionary();
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
            Archived = archived,
        };
    }

    // What a digest counts that no waiting will put right.
    private static IEnumerable<string> Misgivings(DigestResponse digest) => digest.Pending
        .Where(entry => entry.Value != 0)
        .OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{digest.Service}.{entry.Key} = {entry.Value}"));

    // The rows come before the totals: they say where to look.
    private async Task NameRowsAsync(
        Dictionary<string, BookTotals> totals, PlatformBooks books, List<string> findings, int at, CancellationToken cancellationToken)
    {
        var tenants = (await books.TenantsAsync(cancellationToken)).Select(tenant => tenant.TenantId).Order(StringComparer.Ordinal).ToArray();
        var search = new FirstDifference(platform, TimeProvider.System, full);
        foreach (var (left, right) in PlatformBooks.SameBooks)
        {
            if (totals.ContainsKey(left) && totals.ContainsKey(right)
                && await search.FindAsync(left, right, tenants, cancellationToken) is { } row)
            {
                findings.Insert(at++, row);
            }
        }
    }

    private static string DescribeArchive(DigestResponse digest) => string.Create(
        CultureInfo.InvariantCulture,
        $"{digest.Service}: {digest.Archived.Days} days from {digest.Archived.StartTime.ToDateTime():yyyy-MM-dd} until {digest.Archived.EndTime.ToDateTime():yyyy-MM-dd} are archived, {digest.Archived.Entries} entries, {digest.Archived.ExpiredEntries} of them kept no longer");

    private static string Describe(Difference difference) => string.Create(
        CultureInfo.InvariantCulture,
        $"{difference.Book} of {difference.TenantId} at {difference.Time.ToDateTime():yyyy-MM-dd HH:mm}: {difference.Row}: has {difference.Found}, should have {difference.Expected}");

    private static void CompareServices(Dictionary<string, BookTotals> books, List<string> findings)
    {
        if (!books.TryGetValue("metering.ledger", out var ledger))
        {
            findings.Add("metering.ledger is missing");
            return;
        }

        if (!books.TryGetValue("metering.recorded", out var recorded))
        {
            findings.Add("metering.recorded is missing");
            return;
        }

        // What Inference settled is usage and its corrections; what was priced anew since is ours, and Billing and the rollups have it too.
        foreach (var (name, same) in new[] { ("inference.attempts", ledger), ("billing.rated", recorded) })
        {
            if (!books.TryGetValue(name, out var other))
                findings.Add($"{name} is missing");
            else if ((other.Records, other.Usage, other.CostNanos, other.Digest) != (same.Records, same.Usage, same.CostNanos, same.Digest))
                findings.Add($"{Describe(other)} differs from {Describe(same)}");
        }

        if (!books.TryGetValue("metering.rerates", out var rerates))
            findings.Add("metering.rerates is missing");
        else if (ledger.CostNanos + rerates.CostNanos != recorded.CostNanos)
            findings.Add($"{Describe(ledger)} and {Describe(rerates)} are not {Describe(recorded)}");

        if (!books.TryGetValue("metering.rollups", out var rollups))
            findings.Add("metering.rollups is missing");
        else if ((rollups.Usage, rollups.CostNanos) != (recorded.Usage, recorded.CostNanos))
            findings.Add($"{Describe(rollups)} differs from {Describe(recorded)}");
    }

    private static string Describe(BookTotals book) => string.Create(
        CultureInfo.InvariantCulture,
        $"{book.Name} ({book.Records} records, {book.Usage.InputTotal} in, {book.Usage.OutputTotal} out, {book.CostNanos} nanos)");
}
