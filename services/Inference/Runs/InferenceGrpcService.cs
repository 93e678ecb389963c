using Grpc.Core;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Runs;

/// <summary>The service's gRPC face.</summary>
internal sealed class InferenceGrpcService(RunModel run, EmbedTexts embed, DescribeProviders describe, TimeProvider clock) : InferenceService.InferenceServiceBase
{
    private static readonly TimeSpan NoDeadline = TimeSpan.FromHours(1);

    public override Task Run(RunRequest request, IServerStreamWriter<RunResponse> responseStream, ServerCallContext context) =>
        run.HandleAsync(request, response => responseStream.WriteAsync(response), Left(context), context.CancellationToken);

    public override Task<EmbedResponse> Embed(EmbedRequest request, ServerCallContext context) =>
        embed.HandleAsync(request, Left(context), context.CancellationToken);

    public override Task<DescribeProvidersResponse> DescribeProviders(DescribeProvidersRequest request, ServerCallContext context) =>
        Task.FromResult(describe.Handle(request));

    private TimeSpan Left(ServerCallContext context) =>
        context.Deadline == DateTime.MaxValue ? NoDeadline : context.Deadline - clock.GetUtcNow().UtcDateTime;
}
