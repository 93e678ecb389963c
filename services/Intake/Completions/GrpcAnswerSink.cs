using Grpc.Core;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.Completions;

/// <summary>An answer on a gRPC stream. What is known before the first piece is said in the last message, with the rest.</summary>
internal sealed class GrpcAnswerSink(IServerStreamWriter<StreamCompleteResponse> stream) : IAnswerSink
{
    public void Begin(AnswerStart start)
    {
    }

    public async ValueTask WriteAsync(Delta piece, CancellationToken cancellationToken)
    {
        if (piece.Text.Length > 0)
            await stream.WriteAsync(new StreamCompleteResponse { Delta = piece.Text }, cancellationToken);
        foreach (var call in piece.ToolCalls)
        {
            var toolCall = new Contracts.Intake.V1.ToolCallDelta { Index = call.Index, Id = call.Id, Name = call.Name, Arguments = call.Arguments };
            await stream.WriteAsync(new StreamCompleteResponse { ToolCall = toolCall }, cancellationToken);
        }
    }

    public async ValueTask StopAsync(Stopped stopped, CancellationToken cancellationToken) =>
        await stream.WriteAsync(new StreamCompleteResponse { Stopped = stopped }, cancellationToken);
}
