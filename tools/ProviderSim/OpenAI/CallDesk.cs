using System.Text.Json.Serialization.Metadata;
using Tollgate.ProviderSim.Faults;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>What every billed endpoint does first and last: identify the caller, read the body, apply faults, keep the books.</summary>
internal sealed class CallDesk(ApiKeys keys, CallLedger ledger, FaultBook faults, TimeProvider time, ILogger<CallDesk> logger)
{
    public const string ClientRequestIdHeader = "X-Client-Request-Id";

    private const int LongestClientRequestId = 512, LongestModelName = 200;

    public IncomingCall Receive(HttpContext http, string endpoint, string idPrefix)
    {
        var callId = idPrefix + "-sim" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        string? clientRequestId = http.Request.Headers[ClientRequestIdHeader];
        http.Response.Headers["x-request-id"] = callId;
        return new IncomingCall(
            http, endpoint, callId, string.IsNullOrEmpty(clientRequestId) ? null : clientRequestId, keys.Identify(http.Request), time.GetUtcNow());
    }

    /// <summary>The body, or the error that keeps it from being read.</summary>
    public static async Task<(T? Body, OpenAIError? Error)> ReadAsync<T>(IncomingCall call, JsonTypeInfo<T> type)
        where T : class
    {
        if (call.ApiKeyId is null)
            return (null, OpenAIError.NoKey);
        if (call.ClientRequestId is { } id && (id.Length > LongestClientRequestId || id.Any(c => c is < ' ' or > '~')))
            return (null, OpenAIError.Invalid(ClientRequestIdHeader, $"{ClientRequestIdHeader} must be ASCII of at most {LongestClientRequestId} characters."));

        var body = await JsonBody.ReadAsync(call.Http.Request, type);
        return body switch
        {
            { TooLarge: true } => (null, OpenAIError.TooLarge),
            { Value: { } value } => (value, null),
            { Path: { Length: > 0 } path } => (null, OpenAIError.Invalid(path, $"Invalid type for '{path}'.", "invalid_type")),
            _ => (null, OpenAIError.NotJson),
        };
    }

    public FaultPlan Strike(IncomingCall call, SimModel model) => faults.Strike(model.Id, call.Endpoint);

    public static OpenAIError? RefusalOf(FaultPlan plan) => plan.Refusal switch
    {
        null => null,
        { Kind: FaultKind.RateLimit } limit => new OpenAIError(
            429, "requests", "rate_limit_exceeded", null, "Rate limit reached. Please try again later.", limit.RetryAfterS ?? 1),
        var failure => OpenAIError.Broken with { Status = failure.Status ?? 500 },
    };

    public CallSession Open(IncomingCall call, SimModel model, bool stream, TokenUsage prompt) =>
        new(ledger, ledger.Open(call.Start(model, null, stream, prompt)));

    /// <summary>Puts the failed call on record at no cost, then says so.</summary>
    public async Task RefuseAsync(IncomingCall call, OpenAIError error, SimModel? model = null, string? modelName = null)
    {
        if (modelName is { Length: > LongestModelName })
            modelName = modelName[..LongestModelName];
        var session = new CallSession(ledger, ledger.Open(call.Start(model, modelName, false, default)));
        await session.FailAsync(error.Status, error.Code ?? error.Type);
        await ErrorReply.WriteAsync(call.Http, error);
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
            OpenAILog.Broken(logger, exception, call.CallId);
            if (session.Generated > 0)
                await session.CutAsync("server_error");
            else
                await session.FailAsync(500, "server_error");
            await ErrorReply.WriteAsync(call.Http, OpenAIError.Broken);
        }
    }

    private static bool IsHangUp(Exception exception, HttpContext http) =>
        exception is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested;
}
