using Microsoft.Extensions.Options;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Holds;

/// <summary>
/// Several streams, so that the holds of one replica are spread over the replicas of Metering: a stream stays where it was opened, and one
/// alone would leave the others idle. An attempt keeps to its stream, so that its release follows its hold.
/// </summary>
internal sealed class HoldStreams(
    ReservationsService.ReservationsServiceClient metering, IOptions<HoldsOptions> options, TimeProvider clock, ILogger<HoldStream> logger)
    : IHolds, IHostedService, IDisposable
{
    private readonly HoldStream[] streams =
        [.. Enumerable.Range(0, options.Value.Streams).Select(_ => new HoldStream(metering, options, clock, logger))];

    public Task<HoldAnswer> HoldAsync(Hold hold) => Of(Guid.Parse(hold.AttemptId)).HoldAsync(hold);

    public Task<HoldAnswer> ExtendAsync(Guid attemptId, WorstCase total) => Of(attemptId).ExtendAsync(attemptId, total);

    public Task<HoldAnswer> AskAsync(Guid attemptId) => Of(attemptId).AskAsync(attemptId);

    public Task<bool> ReleaseAsync(Guid attemptId) => Of(attemptId).ReleaseAsync(attemptId);

    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(streams.Select(stream => stream.StartAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(streams.Select(stream => stream.StopAsync(cancellationToken)));

    public void Dispose()
    {
        foreach (var stream in streams)
            stream.Dispose();
    }

    private HoldStream Of(Guid attemptId) => streams[(uint)attemptId.GetHashCode() % streams.Length];
}
