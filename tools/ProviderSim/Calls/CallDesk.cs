using System.Text.Json.Serialization.Metadata;
using Tollgate.ProviderSim.Faults;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Calls;

/// <summary>What every billed endpoint does first and last: identify the caller, read the body, apply faults, keep the books.</summary>
internal sealed class CallDesk(ApiKeys keys, CallLedger ledger, FaultBook faults, TimeProvider time, ILogger<CallDesk> logger)
{
    public const string ClientRequestIdHeader = "X-Client-Request-Id";

    private const int LongestClientRequestId = 512, LongestModelName = 200;

    public IncomingCall Receive(HttpContext http, CallWire wire)
    {
        var callId = wire.IdPrefix + "-sim" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        string? clientRequestId = http.Request.Headers[ClientRequestIdHeader];
        http.Response.Headers["x-request-id"] = callId;
        return new IncomingCall(
            http, wire, callId, string.IsNullOrEmpty(clientRequestId) ? null : clientRequestId, keys.Identify(wire.KeyOf(http.Request)), time.GetUtcNow());
    }

    /// <summary>The body, or the error that keeps it from being read.</summary>
    public static async Task<(T? Body, CallError? Error)> ReadAsync<T>(IncomingCall call, JsonTypeInfo<T> type)
        where T : class
    {
        if (call.ApiKeyId is null)
            return (null, CallError.NoKey);
        if (call.ClientRequestId is { } id && (id.Length > LongestClientRequestId || id.Any(c => c is < ' ' or > '~')))
            return (null, CallError.Invalid(ClientRequestIdHeader, $"{ClientRequestIdHeader} must be ASCII of at most {LongestClientRequestId} characters."));

        var body = await JsonBody.ReadAsync(call.Http.Request, type);
        return body switch
        {
            { TooLarge: true } => (null, CallError.TooLarge),
            { Value: { } value } => (value, null),
            { Path: { Length: > 0 } path } => (null, CallError.Invalid(path, $"Invalid type for '{path}'.", "invalid_type")),
            _ => (null, CallError.NotJson),
        };
    }

    public FaultPlan Strike(IncomingCall call, SimModel model) => faults.Strike(model.Id, call.Endpoint);

    public static CallError? RefusalOf(FaultPlan plan) => plan.Refusal switch
    {
        null => null,
        { Kind: FaultKind.RateLimit } limit => new CallError(
            429, "requests", "rate_limit_exceeded", null, "Rate limit reached. Please try again later.", limit.RetryAfterS ?? 1),
        var failure => CallError.Broken with { Status = failure.Status ?? 500 },
    };

    public CallSession Open(IncomingCall call, SimModel model, bool stream, TokenUsage prompt) =>
        new(ledger, ledger.Open(call.Start(model, null, stream, prompt)));

    /// <summary>Puts the failed call on record at no cost, then says so.</summary>
    public async Task RefuseAsync(IncomingCall call, CallError error, SimModel? model = null, string? modelName = null)
    {
        if (modelName is { Length: > LongestModelName })
            modelName = modelName[..LongestModelName];
        var session = new CallSession(ledger, ledger.Open(call.Start(model, modelName, false, default)));
        await session.FailAsync(error.Status, error.Code ?? error.Type);
        await call.WriteErrorAsync(error);
    }

    /// <summary>Runs what generates and sends. However that ends, the call is on the books as ended.</summary>
    public async Task ServeAsync(IncomingCall call, CallSession session, Func<Task> serve)
    {
        try
        {
            await serve();
        }
        catch (Exception exception) when (IsHangUp(exception, call.Http))
        {
            await session.CutAsync("client_disconnect");
        }
        catch (Exception exception)
        {
            CallsLog.Broken(logger, exception, call.CallId);
            if (session.Generated > 0)
                await session.CutAsync("server_error");
            else
                await session.FailAsync(500, "server_error");
            await call.WriteErrorAsync(CallError.Broken);
        }
    }

    private static bool IsHangUp(Exception exception, HttpContext http) =>
        exception is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested;
}
