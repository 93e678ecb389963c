using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Calls;

/// <summary>A call as it arrives, before anything is known of its body.</summary>
internal sealed record IncomingCall(
    HttpContext Http, CallWire Wire, string CallId, string? ClientRequestId, string? ApiKeyId, DateTimeOffset ReceivedAt)
{
    public string Endpoint => Wire.Endpoint;

    /// <summary>Answers an error, unless an answer has begun.</summary>
    public Task WriteErrorAsync(CallError error) => Http.Response.HasStarted ? Task.CompletedTask : Wire.WriteErrorAsync(Http, error);

    public CallStart Start(SimModel? model, string? modelName, bool stream, TokenUsage prompt) => new(
        CallId, ClientRequestId, ApiKeyId ?? ApiKeys.NoKey, model?.Provider ?? "openai", Endpoint, model?.Id ?? modelName ?? "",
        ReceivedAt, stream, prompt);
}
