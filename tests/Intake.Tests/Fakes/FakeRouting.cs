using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Routing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;
using AttemptOutcome = Tollgate.Contracts.Common.V1.AttemptOutcome;
using EmbedRequest = Tollgate.Contracts.Routing.V1.EmbedRequest;
using EmbedResponse = Tollgate.Contracts.Routing.V1.EmbedResponse;
using RunRequest = Tollgate.Contracts.Routing.V1.RunRequest;
using RunResponse = Tollgate.Contracts.Routing.V1.RunResponse;
using RunCompleted = Tollgate.Contracts.Routing.V1.RunCompleted;

namespace Tollgate.Intake.Tests.Fakes;

/// <summary>What a test lets Routing do with a run.</summary>
internal delegate Task RunScript(RunRequest request, IServerStreamWriter<RunResponse> stream, ServerCallContext context);

/// <summary>Routing as tests tell it to be, for each tenant apart. Untold, it answers.</summary>
internal sealed class FakeRouting : RoutingService.RoutingServiceBase
{
    private readonly ConcurrentDictionary<string, RunScript> scripts = [];

    public ConcurrentQueue<RunRequest> Runs { get; } = [];

    public ConcurrentQueue<EstimateRequest> Estimates { get; } = [];

    public IReadOnlyList<RunRequest> RunsOf(string tenantId) => [.. Runs.Where(run => run.Caller.TenantId == tenantId)];

    public void Script(string tenantId, RunScript script) => scripts[tenantId] = script;

    public override Task Run(RunRequest request, IServerStreamWriter<RunResponse> responseStream, ServerCallContext context)
    {
        Runs.Enqueue(request);
        return scripts.GetValueOrDefault(request.Caller.TenantId, Answer())(request, responseStream, context);
    }

    public override Task<EstimateResponse> Estimate(EstimateRequest request, ServerCallContext context)
    {
        Estimates.Enqueue(request);
        return Task.FromResult(new EstimateResponse
        {
            Decision = new Decision { Model = "gpt-4.1-nano", Reason = "SMALL_FIRST" },
            FirstChoiceWorstCase = Usd(1_000),
            CascadeWorstCase = Usd(5_000),
            BaselineWorstCase = Usd(20_000),
        });
    }

    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) => Task.FromResult(new ListModelsResponse
    {
        CatalogueVersion = "test-1",
        Models =
        {
            new Model { Model_ = "gpt-4.1-nano", Provider = "sim", ModelClass = "nano", Capabilities = { "chat" }, Available = true },
            new Model { Model_ = "gone", Provider = "sim", Available = false },
        },
    });

    public ConcurrentQueue<EmbedRequest> Embedded { get; } = [];

    public override Task<EmbedResponse> Embed(EmbedRequest request, ServerCallContext context)
    {
        Embedded.Enqueue(request);
        if (request.Model == "gone")
            throw RpcErrors.Write(TollgateException.Unavailable(Reasons.ProviderUnavailable, "Away."));
        return Task.FromResult(new EmbedResponse
        {
            Model = "text-embedding-3-small",
            Embeddings = { request.Texts.Select(text => new Embedding { Values = { text.Length, 0.5f } }) },
            Attempt = new Attempt
            {
                AttemptId = Guid.CreateVersion7().ToString(),
                Provider = "openai",
                Model = "text-embedding-3-small",
                Outcome = AttemptOutcome.Succeeded,
                Usage = new TokenUsage { Input = 7 },
                Cost = Usd(140),
                Payer = request.Payer,
            },
            BudgetLeft = new BudgetLeft { BudgetId = "month", Cost = Usd(7_000_000_000) },
        });
    }

    public static RunScript Answer(string text = "It is in the policy [1].", string finishReason = "stop") => async (request, stream, _) =>
    {
        var attempt = Begin(request);
        await stream.WriteAsync(new RunResponse { Decision = new Decision { Model = attempt.Model, Reason = "SMALL_FIRST", Explanation = "The smallest model that can." } });
        await stream.WriteAsync(Started(attempt));
        foreach (var piece in text.Chunk(8))
            await stream.WriteAsync(new RunResponse { Delta = new Delta { Text = new string(piece) } });
        await stream.WriteAsync(new RunResponse { AttemptFinished = new AttemptFinished { Attempt = attempt } });
        await stream.WriteAsync(new RunResponse { Completed = new RunCompleted { Provider = "sim", Model = attempt.Model, FinishReason = finishReason } });
    };

    /// <summary>Answers with calls of tools, each in pieces.</summary>
    public static RunScript Call(params IReadOnlyList<(string Name, string Arguments)> calls) => async (request, stream, _) =>
    {
        var attempt = Begin(request);
        await stream.WriteAsync(new RunResponse { Decision = new Decision { Model = attempt.Model, Reason = "SMALL_FIRST" } });
        await stream.WriteAsync(Started(attempt));
        for (var i = 0; i < calls.Count; i++)
        {
            await Piece(new ToolCallDelta { Index = i, Id = $"call_{i}", Name = calls[i].Name });
            foreach (var piece in calls[i].Arguments.Chunk(6))
                await Piece(new ToolCallDelta { Index = i, Arguments = new string(piece) });
        }

        await stream.WriteAsync(new RunResponse { AttemptFinished = new AttemptFinished { Attempt = attempt } });
        await stream.WriteAsync(new RunResponse { Completed = new RunCompleted { Provider = "sim", Model = attempt.Model, FinishReason = "tool_calls" } });

        Task Piece(ToolCallDelta piece) => stream.WriteAsync(new RunResponse { Delta = new Delta { ToolCalls = { piece } } });
    };

    /// <summary>Calls tools until the conversation ends with a result, then answers.</summary>
    public static RunScript CallThenAnswer(string answer, params IReadOnlyList<(string Name, string Arguments)> calls) => (request, stream, context) =>
        Prompt.Parser.ParseFrom(request.Prompt).Messages is [.., { Role: "tool" }]
            ? Answer(answer)(request, stream, context)
            : Call(calls)(request, stream, context);

    public static RunScript Refuse(RpcException error) => (_, _, _) => throw error;

    /// <summary>An attempt begins, a piece arrives, and the connection is gone, as when the process behind it is killed.</summary>
    public static RunScript DieMidStream(Task? when = null) => async (request, stream, context) =>
    {
        await stream.WriteAsync(Started(Begin(request)));
        await stream.WriteAsync(new RunResponse { Delta = new Delta { Text = "It is" } });
        await (when ?? Task.CompletedTask);
        context.GetHttpContext().Features.Get<IConnectionLifetimeFeature>()!.Abort();
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    };

    /// <summary>An attempt begins, a piece arrives, and the answer is stopped because a budget has no room for more.</summary>
    public static RunScript StopMidStream(RpcException error) => async (request, stream, _) =>
    {
        var attempt = Begin(request);
        (attempt.Outcome, attempt.FailureReason) = (AttemptOutcome.Stopped, "BUDGET_EXCEEDED");
        await stream.WriteAsync(Started(attempt));
        await stream.WriteAsync(new RunResponse { Delta = new Delta { Text = "It is" } });
        await stream.WriteAsync(new RunResponse { AttemptFinished = new AttemptFinished { Attempt = attempt } });
        throw error;
    };

    /// <summary>An attempt begins, a piece arrives, and nothing more comes.</summary>
    public static RunScript FallSilent() => async (request, stream, context) =>
    {
        await stream.WriteAsync(Started(Begin(request)));
        await stream.WriteAsync(new RunResponse { Delta = new Delta { Text = "It is" } });
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    };

    /// <summary>Begins an attempt and goes on only when told.</summary>
    public static RunScript Hold(TaskCompletionSource reached, Task release, TaskCompletionSource? cancelled = null) => async (request, stream, context) =>
    {
        await stream.WriteAsync(Started(Begin(request)));
        reached.TrySetResult();
        try
        {
            await release.WaitAsync(context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            cancelled?.TrySetResult();
            throw;
        }

        await Answer()(request, stream, context);
    };

    public static Attempt Begin(RunRequest request) => new()
    {
        AttemptId = Guid.CreateVersion7().ToString(),
        Provider = "sim",
        Model = "gpt-4.1-nano",
        Outcome = AttemptOutcome.Succeeded,
        Usage = new TokenUsage { Input = 80, CachedInput = 20, Output = 10, Reasoning = 5 },
        Cost = Usd(123_456),
        PriceVersion = "test",
        Rank = UsageRank.Provider,
        Payer = request.Payer,
    };

    public static RunResponse Started(Attempt attempt) => new()
    {
        AttemptStarted = new AttemptStarted
        {
            AttemptId = attempt.AttemptId,
            Provider = attempt.Provider,
            Model = attempt.Model,
            Held = Usd(500_000),
            BudgetLeft = new BudgetLeft { BudgetId = "month", Cost = Usd(7_000_000_000) },
        },
    };

    public static Money Usd(long nanos) => new() { Currency = "USD", Nanos = nanos };
}
