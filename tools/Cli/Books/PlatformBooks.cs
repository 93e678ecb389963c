using System.Diagnostics;
using Grpc.Core;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Tokens;

namespace Tollgate.Cli.Books;

/// <summary>Reads the services' books over their own APIs.</summary>
public sealed class PlatformBooks(PlatformClients platform)
{
    private const int PageSize = 1000;
    private const int StillLooks = 8;

    // What has no seal is read row by row.
    private static readonly TimeSpan DigestPatience = TimeSpan.FromHours(1);

    /// <summary>Books of two services that must be the same, attempt by attempt. Only a re-rate parts the two of Metering.</summary>
    public static IReadOnlyList<(string Left, string Right)> SameBooks { get; } =
        [("inference.attempts", "metering.ledger"), ("metering.recorded", "billing.rated")];

    /// <summary>Waits, bounded, until no service has unsettled work. Returns what is still pending; empty when at rest.</summary>
    public async Task<IReadOnlyDictionary<string, long>> UntilAtRestAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var calm = 0;
        while (true)
        {
            var pending = (await AskAsync(new DigestRequest { PendingOnly = true }, cancellationToken))
                .SelectMany(digest => digest.Pending.Select(entry => (Name: $"{digest.Service}.{entry.Key}", entry.Value)))
                .Where(entry => entry.Value != 0)
                .ToDictionary(entry => entry.Name, entry => entry.Value);
            // Between a consumer's commit and the next service's receipt nothing is pending anywhere for a moment: look twice.
            calm = pending.Count == 0 ? calm + 1 : 0;
            if (calm >= 3 || watch.Elapsed > patience)
                return pending;
            await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
        }
    }

    /// <summary>
    /// The digests of all services. A message on its way through the broker is pending nowhere: while books that should be the same are not,
    /// and still move, they are looked at again.
    /// </summary>
    public async Task<IReadOnlyList<DigestResponse>> UntilTheyAgreeOrStandStillAsync(CancellationToken cancellationToken)
    {
        var (digests, still) = (await AskAsync(new DigestRequest(), cancellationToken), 0);
        while (still < StillLooks && !Agree(digests))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            var next = await AskAsync(new DigestRequest(), cancellationToken);
            still = DigestsOf(next).SequenceEqual(DigestsOf(digests)) ? still + 1 : 0;
            digests = next;
        }

        return digests;
    }

    /// <summary>The digests of all services, every row read again, whether its day is sealed or not.</summary>
    public Task<IReadOnlyList<DigestResponse>> ReadAllAsync(CancellationToken cancellationToken) => AskAsync(new DigestRequest { Full = true }, cancellationToken);

    private async Task<IReadOnlyList<DigestResponse>> AskAsync(DigestRequest request, CancellationToken cancellationToken) =>
        await Task.WhenAll(platform.Audits.Values.Select(audit => audit.DigestAsync(request, deadline: DeadlineOf(request), cancellationToken: cancellationToken).ResponseAsync));

    /// <summary>How long a digest may take; null: as long as any call.</summary>
    internal static DateTime? DeadlineOf(DigestRequest request) =>
        request.PendingOnly ? null : TimeProvider.System.GetUtcNow().UtcDateTime + DigestPatience;

    private static bool Agree(IReadOnlyList<DigestResponse> digests)
    {
        var books = digests.SelectMany(digest => digest.Books).ToDictionary(book => book.Name, book => book.Digest);
        return SameBooks.All(pair => books.GetValueOrDefault(pair.Left) == books.GetValueOrDefault(pair.Right));
    }

    private static IEnumerable<string> DigestsOf(IReadOnlyList<DigestResponse> digests) =>
        digests.SelectMany(digest => digest.Books).Select(book => book.Digest);

    /// <summary>All tenants.</summary>
    public async Task<IReadOnlyList<Tenant>> TenantsAsync(CancellationToken cancellationToken) =>
        (await platform.Admin.ListTenantsAsync(new ListTenantsRequest(), cancellationToken: cancellationToken)).Tenants;

    /// <summary>Every attempt of our ledger with its total over all revisions, by attempt id; archived ones too.</summary>
    public async Task<IReadOnlyDictionary<Guid, LedgerAttempt>> LedgerAsync(CancellationToken cancellationToken)
    {
        var attempts = new Dictionary<Guid, LedgerAttempt>();
        foreach (var tenant in await TenantsAsync(cancellationToken))
        {
            var token = "";
            do
            {
                var page = await platform.Usage.ListUsageEntriesAsync(
                    new ListUsageEntriesRequest { TenantId = tenant.TenantId, PageSize = PageSize, PageToken = token }, cancellationToken: cancellationToken);
                foreach (var entry in page.Entries)
                    Add(attempts, entry);
                token = page.NextPageToken;
            }
            while (token.Length > 0);

            using var archived = platform.Archives.ReadArchivedUsage(
                new ReadArchivedUsageRequest { TenantId = tenant.TenantId },
                deadline: TimeProvider.System.GetUtcNow().UtcDateTime + DigestPatience,
                cancellationToken: cancellationToken);
            await foreach (var response in archived.ResponseStream.ReadAllAsync(cancellationToken))
                Add(attempts, response.Entry);
        }

        return attempts;
    }

    private static void Add(Dictionary<Guid, LedgerAttempt> attempts, UsageEntry entry)
    {
        var id = Guid.Parse(entry.AttemptId);
        var before = attempts.GetValueOrDefault(id) ?? new LedgerAttempt(entry.Model, TokenUsage.Zero, 0);
        attempts[id] = entry.Kind is UsageEntryKind.Rerate
            ? before with { RerateNanos = before.RerateNanos + entry.Cost.Nanos }
            : before with { Usage = before.Usage + entry.Usage.ToUsage(), CostNanos = before.CostNanos + entry.Cost.Nanos };
    }
}

/// <summary>An attempt in our ledger, corrections included.</summary>
/// <param name="Model">Model.</param>
/// <param name="Usage">Tokens.</param>
/// <param name="CostNanos">What they cost as first priced.</param>
/// <param name="RerateNanos">What a corrected price has added since.</param>
public sealed record LedgerAttempt(string Model, TokenUsage Usage, long CostNanos, long RerateNanos = 0);
