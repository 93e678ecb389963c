using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Attempts;
using Tollgate.Inference.Holds;
using Tollgate.Inference.Prices;
using Tollgate.Inference.Prompts;
using Tollgate.Inference.Providers;
using Tollgate.Tokens;

namespace Tollgate.Inference.Runs;

/// <summary>Checks a run, counts it with the model's own tokenizer and prices its worst case. Nothing is spent or stored yet.</summary>
internal sealed class PrepareRun(ProviderRegistry providers, CurrentPrices prices, IOptions<SlicesOptions> slices, TimeProvider clock)
{
    public PreparedRun Handle(RunRequest request)
    {
        RunValidation.Check(request);
        var prompt = PromptReader.Read(request.Prompt);
        var now = clock.GetUtcNow();
        var price = prices.Book.Find(request.Provider, request.Model, now) ?? throw RunErrors.UnknownModel(request.Provider, request.Model);
        var count = PromptTokens.Count(request.Model, prompt, now);
        var endpoints = providers.ResolveAll(request.Provider);
        // Where no cache mark is sent a write, dearer than plain input, cannot happen.
        var answers = new AnswerPrice(count.ToWorstCase(request.MaxOutputTokens, endpoints.Any(endpoint => endpoint.Options.MayWriteCache)), price);
        var plan = new AttemptPlan
        {
            OperationId = Guid.Parse(request.OperationId),
            Caller = request.Caller,
            Operation = "chat",
            Provider = request.Provider,
            Model = request.Model,
            Endpoint = endpoints[0].Name,
            Payer = request.Payer,
            Origins = Origins(count),
            Estimate = InputEstimate.Of(count),
            WorstCase = answers.UpTo(answers.MaxOutputTokens),
            Growing = GrowsInSlices(request) ? answers : null,
        };
        return new PreparedRun(request, endpoints[0], endpoints, plan, count, ChatMessages.From(prompt), ChatSettings.From(request, prompt));
    }

    // Slices follow what is seen of an answer; tokens that a model spends unseen could pass them unnoticed.
    private bool GrowsInSlices(RunRequest request) =>
        request.Stream && request.MaxOutputTokens > slices.Value.Tokens && HiddenTokens.AreRuledOut(request.Model);

    private static OriginCounts Origins(PromptCount count) => new()
    {
        System = count.System,
        History = count.History,
        Retrieved = count.Retrieved,
        User = count.User,
        ToolSchema = count.ToolSchema,
        ToolResult = count.ToolResult,
    };
}
