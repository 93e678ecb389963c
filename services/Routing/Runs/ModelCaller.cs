using System.Text;
using Grpc.Core;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Routing.Assessment;
using Tollgate.Routing.Policies;
using Tollgate.ServiceDefaults.Errors;
using RouteEvent = Tollgate.Contracts.Routing.V1.RunResponse;

namespace Tollgate.Routing.Runs;

/// <summary>Asks one model through Inference and passes on what may be passed on.</summary>
internal sealed class ModelCaller(InferenceService.InferenceServiceClient inference)
{
    /// <param name="model">The model to ask.</param>
    /// <param name="run">What to ask it.</param>
    /// <param name="hold">True: keep the answer back, it is to be judged first.</param>
    /// <param name="emit">Takes events for the caller.</param>
    /// <param name="call">Deadline and cancellation.</param>
    public async Task<AttemptResult> AskAsync(AssessedModel model, RunCommand run, bool hold, Func<RouteEvent, Task> emit, CallOptions call)
    {
        var text = new StringBuilder();
        var calls = new List<ToolCallDelta>();
        var delivered = false;
        try
        {
            using var stream = inference.Run(ToRequest(model, run, hold), call);
            while (await stream.ResponseStream.MoveNext(call.CancellationToken))
            {
                var received = stream.ResponseStream.Current;
                switch (received.EventCase)
                {
                    case RunResponse.EventOneofCase.AttemptStarted:
                        await emit(new RouteEvent { AttemptStarted = received.AttemptStarted });
                        break;
                    case RunResponse.EventOneofCase.AttemptFinished:
                        await emit(new RouteEvent { AttemptFinished = received.AttemptFinished });
                        break;
                    case RunResponse.EventOneofCase.Delta when hold:
                        text.Append(received.Delta.Text);
                        calls.AddRange(received.Delta.ToolCalls);
                        break;
                    case RunResponse.EventOneofCase.Delta:
                        delivered |= !received.Delta.IsEmpty();
                        await emit(new RouteEvent { Delta = received.Delta });
                        break;
                    case RunResponse.EventOneofCase.Completed:
                        var completed = received.Completed;
                        return new AttemptResult.Answered(
                            model,
                            new Answer(text.ToString(), completed.FinishReason, completed.HasMeanLogprob ? completed.MeanLogprob : null) { ToolCalls = calls });
                }
            }
        }
        catch (RpcException ex) when (!delivered && !call.CancellationToken.IsCancellationRequested)
        {
            return new AttemptResult.Failed(TollgateException.FromRpc(ex));
        }

        // The stream ended without a last word: the same as a cut one, whatever the transport says.
        var cut = TollgateException.Unavailable(Reasons.StreamCut, $"The answer of {model.Model.Model} ended before it was complete.");
        return delivered ? throw cut : new AttemptResult.Failed(cut);
    }

    private static RunRequest ToRequest(AssessedModel model, RunCommand run, bool hold) => new()
    {
        OperationId = run.OperationId.ToString(),
        Caller = run.Caller,
        Provider = model.Model.Provider,
        Model = model.Model.Model,
        Prompt = run.Prompt,
        Origins = run.Origins,
        MaxOutputTokens = run.Question.Pressure.CapFor(model.Model.Provider, run.Question.Prompt.MaxOutputTokens),
        // An answer that is held back gains nothing from coming in pieces.
        Stream = run.Stream && !hold,
        Payer = run.Payer,
        WantConfidence = hold,
    };
}
