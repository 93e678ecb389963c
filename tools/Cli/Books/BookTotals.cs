using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Tokens;

namespace Tollgate.Cli.Books;

/// <summary>A book's sums, comparable with another's.</summary>
public sealed record BookTotals(string Name, long Records, TokenUsage Usage, long CostNanos, string Digest)
{
    internal static BookTotals From(Book book) => new(book.Name, book.Records, (book.Usage ?? new()).ToUsage(), book.CostNanos, book.Digest);
}
