using System.Diagnostics;
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

    /// <summary>Waits, bounded, until no service has unsettled work. Returns what is still pending; empty when at rest.</summary>
    public async Task<IReadOnlyDictionary<string, long>> UntilAtRestAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var calm = 0;
        while (true)
        {
            var pending = (await DigestsAsync(cancellationToken))
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

    /// <summary>The digests of all services.</summary>
    public async Task<IReadOnlyList<DigestResponse>> DigestsAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(platform.Audits.Values.Select(audit =>
            audit.DigestAsync(new DigestRequest(), cancellationToken: cancellationToken).ResponseAsync));

    /// <summary>All tenants.</summary>
    public async Task<IReadOnlyList<Tenant>> TenantsAsync(CancellationToken cancellationToken) =>
        (await platform.Admin.ListTenantsAsync(new ListTenantsRequest(), cancellationToken: cancellationToken)).Tenants;

    /// <summary>Every attempt of our ledger with its total over all revisions, by attempt id.</summary>
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
                {
                    var id = Guid.Parse(entry.AttemptId);
                    var before = attempts.GetValueOrDefault(id) ?? new LedgerAttempt(entry.Model, TokenUsage.Zero, 0);
                    attempts[id] = entry.Kind is UsageEntryKind.Rerate
                        ? before with { RerateNanos = before.RerateNanos + entry.Cost.Nanos }
                        : before with { Usage = before.Usage + entry.Usage.ToUsage(), CostNanos = before.CostNanos + entry.Cost.Nanos };
                }

                token = page.NextPageToken;
            }
            while (token.Length > 0);
        }

        return attempts;
    }
}

/// <summary>An attempt in our ledger, corrections included.</summary>
/// <param name="Model">Model.</param>
/// <param name="Usage">Tokens.</param>
/// <param name="CostNanos">What they cost as first priced.</param>
/// <param name="RerateNanos">What a corrected price has added since.</param>
public sealed record LedgerAttempt(string Model, TokenUsage Usage, long CostNanos, long RerateNanos = 0);
