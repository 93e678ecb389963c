using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Routing.V1;
using Tollgate.Intake.Budgets;
using Tollgate.Intake.Completed;
using Tollgate.Intake.Completions;
using Tollgate.Intake.Entitlements;
using Tollgate.Intake.Idempotency;
using Tollgate.Intake.Knowledge;
using Tollgate.ServiceDefaults.Errors;
using EmbedRequest = Tollgate.Contracts.Intake.V1.EmbedRequest;
using EmbedResponse = Tollgate.Contracts.Intake.V1.EmbedResponse;
using RoutedRequest = Tollgate.Contracts.Routing.V1.EmbedRequest;
using RoutedResponse = Tollgate.Contracts.Routing.V1.EmbedResponse;

namespace Tollgate.Intake.Embeddings;

/// <summary>Takes texts from acceptance to their vectors and receipt, or to a typed error, and sees to it that the end is recorded.</summary>
internal sealed class EmbedHandler(
    RequestAcceptance acceptance, BudgetGate budgets, UserRequests users, RoutingService.RoutingServiceClient routing,
    IdempotencyKeys idempotency, CompletionRecorder recorder, IOptions<CompletionOptions> options, TimeProvider clock)
{
    public async Task<EmbedResponse> HandleAsync(EmbedCall call, CancellationToken cancellationToken)
    {
        var accepted = await acceptance.AcceptAsync(call.Key, call.Request, cancellationToken);
        using var time = new RequestTime(accepted, call.Deadline, options.Value, clock, cancellationToken);
        try
        {
            if (call.Request.IdempotencyKey.Length == 0)
                return await RunAsync(accepted, Operation.New(clock), null, time.Bounds, call);
            var start = await idempotency.BeginAsync(
                accepted, call.Request.IdempotencyKey, RequestHash.Of(accepted, call.Request), time.Bounds.Cancellation);
            return start.Claim is { } claim
                ? await RunAsync(accepted, claim.Operation, claim, time.Bounds, call)
                : StoredCompletion.ReplayEmbeddings(start.Stored!);
        }
        catch (OperationCanceledException) when (time.IsOver)
        {
            throw TollgateException.DeadlineExceeded(Reasons.DeadlineExceeded, "The request took too long.");
        }
    }

    private async Task<EmbedResponse> RunAsync(AcceptedCall accepted, Operation operation, Claim? claim, CallBounds bounds, EmbedCall call)
    {
        var progress = new RunProgress();
        EmbedResponse answer;
        recorder.Begin();
        try
        {
            call.Begun?.Invoke(operation);
            answer = await AskAsync(accepted, operation, progress, bounds, call.Request);
        }
        catch (Exception error)
        {
            var failed = claim is null ? null : idempotency.Failed(claim, error, progress);
            await recorder.RecordAsync(EndedRequests.Failure(accepted, operation, progress, error, failed, clock.GetUtcNow()));
            throw;
        }

        var kept = claim is null ? null : idempotency.Answered(claim, StoredCompletion.OfAnswer(answer, accepted.Tenant.AnswerRetentionDays > 0), progress);
        await recorder.RecordAsync(EndedRequests.Success(accepted, operation, progress, answer.Model, answer.Receipt, kept, clock.GetUtcNow()));
        return answer;
    }

    private async Task<EmbedResponse> AskAsync(
        AcceptedCall accepted, Operation operation, RunProgress progress, CallBounds bounds, EmbedRequest request)
    {
        budgets.RequireOpen(accepted.Caller);
        await users.RequireRoomAsync(accepted.Caller, bounds.Cancellation);
        budgets.RequireSpending(accepted.Caller);
        progress.Dispatched = true;
        try
        {
            var routed = await routing.EmbedAsync(
                new RoutedRequest
                {
                    OperationId = operation.Id.ToString(),
                    Caller = accepted.Caller,
                    Model = request.Model,
                    Texts = { request.Texts },
                    Dimensions = request.Dimensions,
                    Payer = operation.Payer,
                    Region = accepted.Tenant.Region,
                },
                deadline: bounds.Deadline,
                cancellationToken: bounds.Cancellation);
            progress.Embedded(routed);
            return ToAnswer(operation, routed);
        }
        catch (RpcException) when (bounds.Cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(bounds.Cancellation);
        }
        catch (RpcException error)
        {
            throw DownstreamErrors.Translate(error);
        }
    }

    private EmbedResponse ToAnswer(Operation operation, RoutedResponse routed) => new()
    {
        Id = operation.Id.ToString(),
        Model = routed.Model,
        Embeddings = { routed.Embeddings.Select(vector => new Embedding { Values = { vector.Values } }) },
        CreateTime = clock.GetUtcNow().ToTimestamp(),
        Receipt = new Receipt
        {
            OperationId = operation.Id.ToString(),
            Attempts = { routed.Attempt },
            Usage = routed.Attempt.Usage,
            Origins = new() { User = routed.Attempt.Usage.ToUsage().InputTotal },
            Cost = routed.Attempt.Cost,
            // Nothing was saved: there is no cheaper way to the same vectors.
            BaselineCost = routed.Attempt.Cost,
            Cache = CacheState.Bypass,
            RouteReason = "REQUESTED",
            RouteExplanation = $"Texts are embedded by {routed.Model}.",
            Retrieval = FoundKnowledge.None.State,
            TraceId = ReceiptBuilder.CurrentTrace(),
            BudgetLeft = ReceiptBuilder.ToBudgetLeft(routed.BudgetLeft),
        },
    };
}
