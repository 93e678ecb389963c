using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>A call as it arrives, before anything is known of its body.</summary>
internal sealed record IncomingCall(
    HttpContext Http, string Endpoint, string CallId, string? ClientRequestId, string? ApiKeyId, DateTimeOffset ReceivedAt)
{
    public CallStart Start(SimModel? model, string? modelName, bool stream, TokenUsage prompt) => new(
        CallId, ClientRequestId, ApiKeyId ?? ApiKeys.NoKey, model?.Provider ?? "openai", Endpoint, model?.Id ?? modelName ?? "",
        ReceivedAt, stream, prompt);
}
