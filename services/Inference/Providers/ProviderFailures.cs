using System.ClientModel;
using System.ClientModel.Primitives;

namespace Tollgate.Inference.Providers;

/// <summary>Whatever a client throws or a provider answers, as one of the few ways a call fails.</summary>
internal static class ProviderFailures
{
    /// <summary>Translates. Cancellation is not a failure of the provider and must be sorted out before.</summary>
    public static ProviderException From(Exception error, TimeProvider clock) => error switch
    {
        ProviderException known => known,
        ClientResultException { Status: > 0 } answered => FromOpenAi(answered.Status, answered.GetRawResponse(), clock),
        ClientResultException { InnerException: { } inner } => From(inner, clock),
        AggregateException { InnerException: { } inner } => From(inner, clock),
        HttpRequestException http => FromTransport(http),
        IOException or ClientResultException => new(ProviderFailure.Broken, "The connection to the provider broke."),
        OperationCanceledException or TimeoutException => new(ProviderFailure.Stalled, "The provider did not answer in time."),
        _ => new(ProviderFailure.Malformed, $"The provider's answer could not be read ({error.GetType().Name})."),
    };

    /// <summary>An error that the provider answered with.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="known">What the wire format makes of it; null for what the status says.</param>
    /// <param name="retryAfter">How long the provider asks to wait.</param>
    public static ProviderException From(ErrorReply reply, ProviderFailure? known, TimeSpan? retryAfter) =>
        Of(known ?? ByStatus(reply.Status), reply.Status, retryAfter);

    /// <summary>A failure in our own words.</summary>
    public static ProviderException Of(ProviderFailure failure, int? status = null, TimeSpan? retryAfter = null) => failure switch
    {
        ProviderFailure.RateLimited => new(failure, "The provider limits the rate of calls.", status, retryAfter),
        ProviderFailure.ServerError => new(failure, status is null ? "The provider failed." : $"The provider answered {status}.", status, retryAfter),
        ProviderFailure.Unauthorized => new(failure, "The provider does not accept the configured key.", status),
        ProviderFailure.UnknownModel => new(failure, "The provider does not know the model.", status),
        ProviderFailure.PromptTooLong => new(failure, "The prompt is too long for the model.", status),
        ProviderFailure.ContentFiltered => new(failure, "The provider's content filter refused the prompt.", status),
        ProviderFailure.Rejected => new(failure, status is null ? "The provider rejected the request." : $"The provider rejected the request ({status}).", status),
        ProviderFailure.Broken => new(failure, "The provider's answer broke off.", status),
        _ => new(failure, $"The provider answered {status} with content that could not be read.", status),
    };

    private static ProviderFailure ByStatus(int status) => status switch
    {
        429 => ProviderFailure.RateLimited,
        408 or >= 500 => ProviderFailure.ServerError,
        401 or 403 => ProviderFailure.Unauthorized,
        404 => ProviderFailure.UnknownModel,
        413 => ProviderFailure.PromptTooLong,
        >= 400 => ProviderFailure.Rejected,
        _ => ProviderFailure.Malformed,
    };

    private static ProviderException FromTransport(HttpRequestException error) => error switch
    {
        { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } =>
            new(ProviderFailure.NotReached, "The provider cannot be reached."),
        _ => new(ProviderFailure.Broken, "The connection to the provider broke."),
    };

    private static ProviderException FromOpenAi(int status, PipelineResponse? response, TimeProvider clock)
    {
        var reply = ErrorReply.Of(
            status, response?.Content.ToMemory() ?? default, name => response is not null && response.Headers.TryGetValue(name, out var value) ? value : null);
        var known = (status, reply.Text("error", "code")) switch
        {
            (400, "context_length_exceeded") => ProviderFailure.PromptTooLong,
            (400, "content_filter") => ProviderFailure.ContentFiltered,
            _ => (ProviderFailure?)null,
        };
        return From(reply, known, reply.RetryAfter(clock));
    }
}
