using System.Text.Json.Serialization;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.Control;

[JsonConverter(typeof(JsonStringEnumConverter<LookupState>))]
internal enum LookupState
{
    /// <summary>No call with this id has been accepted.</summary>
    [JsonStringEnumMemberName("absent")] Absent,

    /// <summary>At least one call with this id has not ended; ask again.</summary>
    [JsonStringEnumMemberName("in_progress")] InProgress,

    /// <summary>Every call with this id has ended; usage and cost are final.</summary>
    [JsonStringEnumMemberName("finished")] Finished,
}

/// <summary>What the provider knows of a client request id. Usage and cost are sums over the calls that carried it.</summary>
internal sealed record CallLookup(string ClientRequestId, LookupState State, TokenUsage? Usage, long? CostNanos, IReadOnlyList<CallView> Calls);

internal static class CallsEndpoint
{
    public static void MapCalls(this RouteGroupBuilder group) =>
        group.MapGet("/calls", (HttpContext http, CallLedger ledger) =>
            (string?)http.Request.Query["client_request_id"] is { Length: > 0 } id
                ? Results.Json(Find(ledger.Book, id), ControlJson.Default.CallLookup)
                : Results.Json(new ControlProblem("client_request_id is required."), ControlJson.Default.ControlProblem, statusCode: 400));

    private static CallLookup Find(CallBook book, string id)
    {
        var calls = book.FindByClientRequest(id).Select(CallView.Of).ToList();
        if (calls.Count == 0)
            return new CallLookup(id, LookupState.Absent, null, null, calls);
        if (calls.Exists(call => call.State == CallState.Open))
            return new CallLookup(id, LookupState.InProgress, null, null, calls);

        var usage = calls.Aggregate(default(TokenUsage), (sum, call) => sum + call.Usage!.Value);
        return new CallLookup(id, LookupState.Finished, usage, calls.Sum(call => call.CostNanos), calls);
    }
}
