namespace Tollgate.Cli.Books;

/// <summary>Whether all books agree, and the first thing that does not.</summary>
public sealed record AuditResult
{
    /// <summary>Everything is at rest and every pair of books agrees.</summary>
    public bool Balanced => Findings.Count == 0;

    /// <summary>Attempts with usage in our ledger.</summary>
    public long UsageRecords { get; init; }

    /// <summary>Billed calls in the provider's ledger.</summary>
    public long ProviderRecords { get; init; }

    /// <summary>Ours less the provider's, input and output tokens.</summary>
    public long DifferenceTokens { get; init; }

    /// <summary>Ours less the provider's, in nanos.</summary>
    public long DifferenceNanos { get; init; }

    /// <summary>What does not agree, first things first. Empty when balanced.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>What is no longer in the databases, for people.</summary>
    public IReadOnlyList<string> Archived { get; init; } = [];

    /// <summary>The line that a demo ends with.</summary>
    public string Line => Balanced ? "audit: balanced" : "audit: NOT balanced";
}
