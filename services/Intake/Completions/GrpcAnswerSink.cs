using Grpc.Core;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.Completions;

/// <summary>An answer on a gRPC stream. What is known before the first piece is said in the last message, with the rest.</summary>
internal sealed class GrpcAnswerSink(IServerStreamWriter<StreamCompleteResponse> stream) : IAnswerSink
{
    public void Begin(AnswerStart start)
    {
    }

    public async ValueTask WriteAsync(string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(new StreamCompleteResponse { Delta = text }, cancellationToken);

    public async ValueTask StopAsync(Stopped stopped, CancellationToken cancellationToken) =>
        await stream.WriteAsync(new StreamCompleteResponse { Stopped = stopped }, cancellationToken);
}
