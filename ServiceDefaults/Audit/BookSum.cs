using System.Globalization;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Tokens;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>The sums of a book, or of a part of it.</summary>
public sealed class BookSum
{
    private readonly BookDigest digest = new();
    private TokenUsage usage = TokenUsage.Zero;
    private long costNanos;
    private long records;

    /// <summary>Nothing yet.</summary>
    public BookSum()
    {
    }

    /// <summary>What was written down of a part.</summary>
    public BookSum(long records, TokenUsage usage, long costNanos, string digest)
    {
        (this.records, this.usage, this.costNanos) = (records, usage, costNanos);
        this.digest.Add(BookDigest.Parse(digest));
    }

    /// <summary>Rows: attempts, counted once whatever their revisions.</summary>
    public long Records => records;

    /// <summary>Tokens.</summary>
    public TokenUsage Usage => usage;

    /// <summary>Cost.</summary>
    public long CostNanos => costNanos;

    /// <summary>The order-free digest of the rows; of a book that is already aggregated, that of none.</summary>
    public string Digest => digest.ToString();

    /// <summary>Adds an attempt with its total over all revisions.</summary>
    public void Add(Guid attemptId, TokenUsage attemptUsage, long attemptNanos)
    {
        digest.Add(attemptId, attemptUsage.ToCounts(), attemptNanos);
        AddAggregate(1, attemptUsage, attemptNanos);
    }

    /// <summary>Adds what is aggregated already.</summary>
    public void AddAggregate(long moreRecords, TokenUsage moreUsage, long moreNanos)
    {
        records += moreRecords;
        usage += moreUsage;
        costNanos = checked(costNanos + moreNanos);
    }

    /// <summary>Adds another part.</summary>
    public void Add(BookSum other)
    {
        digest.Add(other.digest);
        AddAggregate(other.records, other.usage, other.costNanos);
    }

    /// <summary>As it is told.</summary>
    /// <param name="name">Name of the book.</param>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="aggregated">Its rows are sums of others: it has no digest.</param>
    public Book ToBook(string name, string currency, bool aggregated = false) => new()
    {
        Name = name,
        Records = records,
        Usage = usage.ToProto(),
        CostNanos = costNanos,
        Currency = currency,
        Digest = aggregated ? "" : Digest,
    };

    /// <summary>For people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{records} records, {usage.InputTotal} in, {usage.OutputTotal} out, {costNanos} nanos, digest {Digest}");
}
