using System.Collections.Concurrent;
using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Routing.Tests;

/// <summary>Stands in for the Inference service: says for each model what the test tells it to, and remembers what it was asked.</summary>
internal sealed class ScriptedInference : InferenceService.InferenceServiceClient
{
    private readonly ConcurrentDictionary<(string Operation, string Model), Func<IAsyncEnumerable<RunResponse>>> scripts = new();

    public ConcurrentQueue<RunRequest> Asked { get; } = new();

    public IEnumerable<RunRequest> AskedFor(Guid operation) => Asked.Where(request => request.OperationId == operation.ToString());

    public void Script(Guid operation, string model, Func<IAsyncEnumerable<RunResponse>> script) => scripts[(operation.ToString(), model)] = script;

    public void Answers(Guid operation, string model, string text, double? meanLogprob = -0.05, string finish = "stop") =>
        Script(operation, model, () => Answer(model, [text], meanLogprob, finish));

    /// <summary>Answers one thing after another, each time it is asked.</summary>
    public void Answers(Guid operation, string model, IReadOnlyList<string> texts)
    {
        var turn = 0;
        Script(operation, model, () => Answer(model, [texts[turn++]], meanLogprob: -0.05));
    }

    /// <summary>Answers with a call of a tool.</summary>
    public void Calls(Guid operation, string model, string tool) => Script(operation, model, () => Call(model, tool));

    public void Refuses(Guid operation, string model, RpcException error) => Script(operation, model, () => Fail(error));

    public override AsyncServerStreamingCall<RunResponse> Run(RunRequest request, CallOptions options)
    {
        Asked.Enqueue(request);
        var script = scripts.TryGetValue((request.OperationId, request.Model), out var found)
            ? found()
            : Fail(new RpcException(new Status(StatusCode.Internal, $"the test has no script for {request.Model}")));
        return new AsyncServerStreamingCall<RunResponse>(
            new Reader(script.GetAsyncEnumerator(options.CancellationToken)), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    public ConcurrentQueue<EmbedRequest> Embedded { get; } = new();

    /// <summary>Embeds each text as its length.</summary>
    public override AsyncUnaryCall<EmbedResponse> EmbedAsync(EmbedRequest request, CallOptions options)
    {
        Embedded.Enqueue(request);
        var response = new EmbedResponse
        {
            Embeddings = { request.Texts.Select(text => new Embedding { Values = { text.Length } }) },
            Attempt = new Attempt { AttemptId = Guid.CreateVersion7().ToString(), Provider = request.Provider, Model = request.Model },
            BudgetLeft = new BudgetLeft { BudgetId = "month" },
        };
        return new AsyncUnaryCall<EmbedResponse>(
            Task.FromResult(response), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    public static async IAsyncEnumerable<RunResponse> Answer(string model, IReadOnlyList<string> deltas, double? meanLogprob, string finish = "stop")
    {
        await Task.Yield();
        var attempt = Guid.CreateVersion7().ToString();
        yield return new RunResponse { AttemptStarted = new AttemptStarted { AttemptId = attempt, Model = model } };
        foreach (var text in deltas)
            yield return new RunResponse { Delta = new Delta { Text = text } };
        yield return new RunResponse { AttemptFinished = new AttemptFinished { Attempt = new Attempt { AttemptId = attempt, Model = model } } };
        var completed = new RunCompleted { FinishReason = finish };
        if (meanLogprob is { } mean)
            completed.MeanLogprob = mean;
        yield return new RunResponse { Completed = completed };
    }

    private static async IAsyncEnumerable<RunResponse> Call(string model, string tool)
    {
        await foreach (var response in Answer(model, [], meanLogprob: null, finish: "tool_calls"))
        {
            yield return response;
            if (response.AttemptStarted is not null)
                yield return new RunResponse { Delta = new Delta { ToolCalls = { new ToolCallDelta { Id = "c1", Name = tool, Arguments = "{}" } } } };
        }
    }

    public static async IAsyncEnumerable<RunResponse> Fail(RpcException error, params RunResponse[] before)
    {
        await Task.Yield();
        foreach (var response in before)
            yield return response;
        throw error;
    }

    private sealed class Reader(IAsyncEnumerator<RunResponse> responses) : IAsyncStreamReader<RunResponse>
    {
        public RunResponse Current => responses.Current;

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return responses.MoveNextAsync().AsTask();
        }
    }
}
