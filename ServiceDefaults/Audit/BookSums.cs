using System.Collections;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>The sums of a service's books, by book and tenant.</summary>
public sealed class BookSums : IEnumerable<(string Book, string TenantId, BookSum Sum)>
{
    private readonly Dictionary<(string Book, string TenantId), BookSum> sums = [];

    /// <summary>The sum of a tenant's part of a book.</summary>
    public BookSum this[string book, string tenantId]
    {
        get
        {
            if (!sums.TryGetValue((book, tenantId), out var sum))
                sums[(book, tenantId)] = sum = new BookSum();
            return sum;
        }
    }

    /// <summary>The sum of a book over its tenants.</summary>
    public BookSum Total(string book)
    {
        var total = new BookSum();
        foreach (var (key, sum) in sums)
        {
            if (key.Book == book)
                total.Add(sum);
        }

        return total;
    }

    /// <summary>Adds other parts of the same books.</summary>
    public void Add(BookSums other)
    {
        foreach (var (book, tenantId, sum) in other)
            this[book, tenantId].Add(sum);
    }

    /// <inheritdoc />
    public IEnumerator<(string Book, string TenantId, BookSum Sum)> GetEnumerator() =>
        sums.Select(entry => (entry.Key.Book, entry.Key.TenantId, entry.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
