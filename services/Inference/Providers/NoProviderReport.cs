namespace Tollgate.Inference.Providers;

/// <summary>A provider whose books cannot be asked about a single call, as is the rule.</summary>
internal sealed class NoProviderReport : IProviderReport
{
    public static readonly NoProviderReport Instance = new();

    public bool Exists => false;

    public Task<ReportAnswer> FindAsync(Guid attemptId, CancellationToken cancellationToken) =>
        Task.FromResult<ReportAnswer>(new ReportAnswer.NoReport());
}
