using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Inference.Holds;

/// <summary>A command that Metering has not answered yet.</summary>
internal sealed class WaitingCommand(ReserveRequest request)
{
    public ReserveRequest Request => request;

    public string AttemptId => request.CommandCase switch
    {
        ReserveRequest.CommandOneofCase.Release => request.Release.AttemptId,
        ReserveRequest.CommandOneofCase.Extend => request.Extend.AttemptId,
        _ => request.Hold.AttemptId,
    };

    /// <summary>Times it was asked again after a retryable failure.</summary>
    public int Retries { get; set; }

    public TaskCompletionSource<HoldAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
