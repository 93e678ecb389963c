using Tollgate.Tokens;

namespace Tollgate.Inference.Providers;

/// <summary>The provider's own books, asked about one call by its client request id.</summary>
internal interface IProviderReport
{
    /// <summary>False when the provider cannot be asked about a single call.</summary>
    bool Exists { get; }

    /// <summary>Asks. Never throws but for cancellation.</summary>
    Task<ReportAnswer> FindAsync(Guid attemptId, CancellationToken cancellationToken);
}

/// <summary>What a provider's books say about a call.</summary>
internal abstract record ReportAnswer
{
    /// <summary>The call has ended, and this is what it is billed.</summary>
    internal sealed record Found(TokenUsage Usage, string Model) : ReportAnswer;

    /// <summary>The call is known and has not ended.</summary>
    internal sealed record InProgress : ReportAnswer;

    /// <summary>No such call, so far.</summary>
    internal sealed record Absent : ReportAnswer;

    /// <summary>The books cannot be read now.</summary>
    internal sealed record Unreachable(string Why) : ReportAnswer;

    /// <summary>This provider has no such books.</summary>
    internal sealed record NoReport : ReportAnswer;
}
