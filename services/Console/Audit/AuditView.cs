using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Common.V1;

namespace Tollgate.Console.Audit;

/// <summary>A service's books, what is not settled yet, and why it did not answer if it did not.</summary>
internal sealed record ServiceBooks(string Service, IReadOnlyList<Book> Books, IReadOnlyDictionary<string, long> Pending, string? Problem);

/// <summary>Where the books stand.</summary>
internal enum Balance
{
    /// <summary>Nothing is pending and every pair of books agrees.</summary>
    Balanced,

    /// <summary>Work is under way, so books may differ for a moment.</summary>
    InMotion,

    /// <summary>Nothing is pending, and books differ: this needs a person.</summary>
    NotBalanced,

    /// <summary>A service did not answer.</summary>
    Unknown,
}

/// <summary>The books side by side.</summary>
internal sealed record AuditView(Balance Balance, IReadOnlyList<ServiceBooks> Services, IReadOnlyList<string> Differences)
{
    private const string Ledger = "metering.ledger";

    private const string Recorded = "metering.recorded";

    // What Inference settled is usage and its corrections; Billing and the rollups have the re-rates too. The rollups are sums only: books
    // with a row per attempt carry a digest.
    private static readonly (string Name, string SameAs, bool HasRows)[] Pairs =
        [("inference.attempts", Ledger, true), ("billing.rated", Recorded, true), ("metering.rollups", Recorded, false)];

    public static AuditView From(IReadOnlyList<ServiceBooks> services)
    {
        var books = services.SelectMany(service => service.Books).ToDictionary(book => book.Name);
        var differences = Compare(books).ToList();
        var balance = services.Any(service => service.Problem is not null) ? Balance.Unknown
            : services.Any(service => service.Pending.Count > 0) ? Balance.InMotion
            : differences.Count > 0 ? Balance.NotBalanced : Balance.Balanced;
        return new AuditView(balance, services, differences);
    }

    private static IEnumerable<string> Compare(Dictionary<string, Book> books)
    {
        if (!books.TryGetValue(Ledger, out var ledger))
        {
            yield return $"{Ledger} is missing.";
            yield break;
        }
        foreach (var (name, sameAs, hasRows) in Pairs)
        {
            // A ledger without re-rates is the one book that both are.
            var other = books.GetValueOrDefault(sameAs, ledger);
            if (!books.TryGetValue(name, out var book))
                yield return $"{name} is missing.";
            else if (!Sums(book).Equals(Sums(other)))
                yield return $"{name} and {other.Name} have different tokens or cost.";
            else if (hasRows && (book.Records, book.Digest) != (other.Records, other.Digest))
                yield return $"{name} and {other.Name} have the same sums over different attempts.";
        }
    }

    private static (TokenUsage Usage, long CostNanos) Sums(Book book) => (book.Usage ?? new TokenUsage(), book.CostNanos);
}
