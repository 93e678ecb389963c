using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.Control;

/// <summary>One call as the control API shows it. Usage and cost of an open call are null: they are not known yet.</summary>
internal sealed record CallView(
    long Id, string CallId, string? ClientRequestId, string ApiKeyId, string Provider, string Endpoint, string Model, bool Stream,
    CallState State, DateTimeOffset ReceivedAt, DateTimeOffset? EndedAt, TokenUsage? Usage, long? CostNanos, int? Status, string? Reason)
{
    public static CallView Of(CallEntry entry)
    {
        var (start, end) = (entry.Start, entry.End);
        return new CallView(
            entry.Id, start.CallId, start.ClientRequestId, start.ApiKeyId, start.Provider, start.Endpoint, start.Model, start.Stream,
            end?.State ?? CallState.Open, start.ReceivedAt, end?.EndedAt, end?.Usage, end?.CostNanos, end?.Status, end?.Reason);
    }
}
