using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Common.V1;

namespace Tollgate.Cli.Books;

/// <summary>
/// Finds the first row in which two services' books differ: the tenant, then by halves the time, and when that is short enough the rows
/// themselves. What is compared on the way are digests, so it takes the same few steps however long the books are.
/// </summary>
internal sealed class FirstDifference(PlatformClients platform, TimeProvider clock, bool full)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(512);
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);

    private readonly record struct Range(string Tenant, DateTimeOffset Start, DateTimeOffset End)
    {
        public TimeSpan Length => End - Start;
    }

    /// <summary>The row, described; null when the books turn out to agree.</summary>
    /// <param name="left">Name of a book, whose first part is its service.</param>
    /// <param name="right">Name of the other.</param>
    /// <param name="tenants">Where to look, in order.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public async Task<string?> FindAsync(string left, string right, IEnumerable<string> tenants, CancellationToken cancellationToken)
    {
        // Whole hours, so that what is found is an hour as the rollups know it.
        var now = clock.GetUtcNow();
        var end = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero) + TimeSpan.FromDays(2);
        foreach (var tenant in tenants)
        {
            var range = new Range(tenant, end - Longest, end);
            if (await AgreeAsync(left, right, range, cancellationToken))
                continue;
            while (range.Length > Shortest)
            {
                var middle = range.Start + TimeSpan.FromHours(Math.Ceiling(range.Length.TotalHours / 2));
                var earlier = range with { End = middle };
                range = await AgreeAsync(left, right, earlier, cancellationToken) ? range with { Start = middle } : earlier;
            }

            return await DescribeAsync(left, right, range, cancellationToken);
        }

        return null;
    }

    private async Task<bool> AgreeAsync(string left, string right, Range range, CancellationToken cancellationToken)
    {
        var digests = await Task.WhenAll(DigestAsync(left, range, cancellationToken), DigestAsync(right, range, cancellationToken));
        return digests[0].Digest == digests[1].Digest && digests[0].Records == digests[1].Records;
    }

    private async Task<Book> DigestAsync(string book, Range range, CancellationToken cancellationToken)
    {
        var request = new DigestRequest
        {
            TenantId = range.Tenant,
            StartTime = Timestamp.FromDateTimeOffset(range.Start),
            EndTime = Timestamp.FromDateTimeOffset(range.End),
            Full = full,
            BooksOnly = true,
        };
        var response = await ServiceOf(book).DigestAsync(request, deadline: PlatformBooks.DeadlineOf(request), cancellationToken: cancellationToken);
        return response.Books.Single(candidate => candidate.Name == book);
    }

    private async Task<string?> DescribeAsync(string left, string right, Range range, CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(ListAsync(left, range, cancellationToken), ListAsync(right, range, cancellationToken));
        foreach (var attempt in lists[0].Keys.Union(lists[1].Keys).Order(StringComparer.Ordinal))
        {
            var (one, other) = (lists[0].GetValueOrDefault(attempt), lists[1].GetValueOrDefault(attempt));
            if (one is null || other is null || !one.Equals(other))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the first difference is attempt {attempt} of {range.Tenant} in the hour {range.Start:yyyy-MM-dd HH:mm}: {left} has {Describe(one)}, {right} has {Describe(other)}");
            }
        }

        return null;
    }

    private async Task<Dictionary<string, ListAttemptsResponse>> ListAsync(string book, Range range, CancellationToken cancellationToken)
    {
        using var call = ServiceOf(book).ListAttempts(
            new ListAttemptsRequest
            {
                Book = book,
                TenantId = range.Tenant,
                StartTime = Timestamp.FromDateTimeOffset(range.Start),
                EndTime = Timestamp.FromDateTimeOffset(range.End),
            },
            cancellationToken: cancellationToken);
        var rows = new Dictionary<string, ListAttemptsResponse>(StringComparer.Ordinal);
        await foreach (var row in call.ResponseStream.ReadAllAsync(cancellationToken))
            rows[row.AttemptId] = row;
        return rows;
    }

    private AuditService.AuditServiceClient ServiceOf(string book) => platform.Audits[book.Split('.')[0]];

    private static string Describe(ListAttemptsResponse? row) =>
        row is null ? "nothing" : string.Create(CultureInfo.InvariantCulture, $"{Describe(row.Usage)}, {row.CostNanos} nanos");

    // Only what is not zero.
    private static string Describe(TokenUsage usage)
    {
        var counts = TokenUsage.Descriptor.Fields.InDeclarationOrder()
            .Select(field => (field.Name, Count: (long)field.Accessor.GetValue(usage)))
            .Where(kind => kind.Count != 0)
            .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Count} {kind.Name}"));
        return string.Join(" ", counts) is { Length: > 0 } text ? text : "no tokens";
    }
}
