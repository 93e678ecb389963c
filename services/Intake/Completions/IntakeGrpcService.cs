using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Embeddings;
using Tollgate.Intake.Keys;
using Tollgate.Intake.Outcomes;
using Tollgate.Intake.Wire;

namespace Tollgate.Intake.Completions;

/// <summary>The public API. Callers show API keys, not service tokens: <see cref="ApiKeyInterceptor"/> checks them.</summary>
[AllowAnonymous]
internal sealed class IntakeGrpcService(
    CompleteHandler complete, EmbedHandler embed, EstimateHandler estimate, RecordOutcome outcomes, IOptions<CompletionOptions> options, TimeProvider clock) : StrictIntakeService
{
    public override Task<CompleteResponse> Complete(CompleteRequest request, ServerCallContext context) =>
        complete.HandleAsync(CallOf(context, request, "", null), context.CancellationToken);

    public override async Task StreamComplete(
        StreamCompleteRequest request, IServerStreamWriter<StreamCompleteResponse> responseStream, ServerCallContext context)
    {
        var answer = await complete.HandleAsync(CallOf(context, request.Request, "request.", new GrpcAnswerSink(responseStream)), context.CancellationToken);
        // The deltas carried the text. A copy, because the answer itself may live on in the cache.
        var frame = answer.Clone();
        frame.Content = "";
        await responseStream.WriteAsync(new StreamCompleteResponse { Completed = frame }, context.CancellationToken);
    }

    public override Task<EmbedResponse> Embed(EmbedRequest request, ServerCallContext context) =>
        embed.HandleAsync(new EmbedCall(ApiKeyIdentity.Of(context), request, DeadlineOf(context)), context.CancellationToken);

    public override Task<EstimateResponse> Estimate(EstimateRequest request, ServerCallContext context)
    {
        var latest = (clock.GetUtcNow() + options.Value.Timeout).UtcDateTime;
        var deadline = context.Deadline < latest ? context.Deadline : latest;
        return estimate.HandleAsync(ApiKeyIdentity.Of(context), request.Request, deadline, context.CancellationToken);
    }

    public override Task<RecordOutcomeResponse> RecordOutcome(RecordOutcomeRequest request, ServerCallContext context) =>
        outcomes.HandleAsync(ApiKeyIdentity.Of(context), request, context.CancellationToken);

    private static CompletionCall CallOf(
        ServerCallContext context, CompleteRequest? request, string fieldPrefix, IAnswerSink? sink) => new(
        ApiKeyIdentity.Of(context), request, fieldPrefix, DeadlineOf(context), sink);

    private static DateTime? DeadlineOf(ServerCallContext context) => context.Deadline == DateTime.MaxValue ? null : context.Deadline;
}
