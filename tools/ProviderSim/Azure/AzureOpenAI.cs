using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.OpenAI;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Azure;

/// <summary><c>POST /azure/openai/deployments/{deployment}/chat/completions?api-version=...</c>; a deployment is named as its model.</summary>
internal sealed class AzureChat(ModelCatalogue models, IOptions<SimulatorOptions> options) : ChatCompletions(models, options)
{
    public const string AzurePath = "/azure/openai/deployments/{deployment}/chat/completions";

    /// <summary>A prompt that asks for this is refused by the content filter.</summary>
    public const string Filtered = "simulate: content filter";

    public override string Endpoint => "/azure/chat/completions";

    public override string? KeyOf(HttpRequest request) => AzureKeys.Of(request);

    public override async Task<ChatReading> ReadAsync(IncomingCall incoming)
    {
        if (AzureKeys.VersionProblem(incoming.Http.Request) is { } problem)
            return ChatReading.Refused(incoming, problem);
        var reading = await base.ReadAsync(incoming);
        return reading.Call?.Prompt.Messages.Any(message => message.Text.Contains(Filtered, StringComparison.Ordinal)) is true
            ? ChatReading.Refused(incoming, CallError.Invalid("prompt", "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.", "content_filter"), reading.Call.Model.Id)
            : reading;
    }

    protected override ChatRequest Complete(IncomingCall incoming, ChatRequest request) => request with { Model = AzureKeys.DeploymentOf(incoming.Http) };
}

/// <summary><c>POST /azure/openai/deployments/{deployment}/embeddings?api-version=...</c></summary>
internal sealed class AzureEmbeddings(ModelCatalogue models, TokenCounters counters) : Embeddings(models, counters)
{
    public const string AzurePath = "/azure/openai/deployments/{deployment}/embeddings";

    public override string Endpoint => "/azure/embeddings";

    public override string? KeyOf(HttpRequest request) => AzureKeys.Of(request);

    public override async Task<EmbeddingReading> ReadAsync(IncomingCall incoming) => AzureKeys.VersionProblem(incoming.Http.Request) is { } problem
        ? new EmbeddingReading(incoming, null, problem)
        : await base.ReadAsync(incoming);

    protected override EmbeddingRequest Complete(IncomingCall incoming, EmbeddingRequest request) => request with { Model = AzureKeys.DeploymentOf(incoming.Http) };
}
