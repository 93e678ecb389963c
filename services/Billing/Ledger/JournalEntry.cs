using NodaTime;

namespace Tollgate.Billing.Ledger;

/// <summary>An amount on an account; a debit is positive, a credit negative.</summary>
/// <param name="Account">One of <see cref="Ledger.Account"/>.</param>
/// <param name="Amount">Exact.</param>
internal readonly record struct Posting(string Account, decimal Amount);

/// <summary>A fact in the books. Postings at zero are left out; what remains adds up to zero, or the database refuses it.</summary>
internal sealed record JournalEntry
{
    /// <summary>Says the fact; the same key again is the same fact, and booked once.</summary>
    public required string Key { get; init; }

    public required string TenantId { get; init; }

    /// <summary>One of <see cref="JournalSources"/>.</summary>
    public required string Source { get; init; }

    /// <summary>The row it speaks of, in the table of its source.</summary>
    public required string SourceId { get; init; }

    public Guid? SubscriptionId { get; init; }

    public Instant? PeriodStart { get; init; }

    /// <summary>First rated entry that an accrual covers.</summary>
    public long? FirstSequence { get; init; }

    /// <summary>Last rated entry that an accrual covers.</summary>
    public long? LastSequence { get; init; }

    /// <summary>ISO 4217 code of its postings.</summary>
    public required string Currency { get; init; }

    public required IReadOnlyList<Posting> Postings { get; init; }

    /// <summary>It moves nothing, so there is nothing to book.</summary>
    public bool IsEmpty => Postings.All(posting => posting.Amount == 0);
}
