using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;

namespace Tollgate.Inference.Providers;

/// <summary>Whatever a client library throws, as one of the few ways a call fails.</summary>
internal static class ProviderFailures
{
    /// <summary>Translates. Cancellation is not a failure of the provider and must be sorted out before.</summary>
    public static ProviderException From(Exception error, TimeProvider clock) => error switch
    {
        ProviderException known => known,
        ClientResultException { Status: > 0 } answered => FromStatus(answered.Status, answered.GetRawResponse(), clock),
        ClientResultException { InnerException: { } inner } => From(inner, clock),
        AggregateException { InnerException: { } inner } => From(inner, clock),
        HttpRequestException http => FromTransport(http),
        IOException or ClientResultException => new(ProviderFailure.Broken, "The connection to the provider broke."),
        OperationCanceledException or TimeoutException => new(ProviderFailure.Stalled, "The provider did not answer in time."),
        _ => new(ProviderFailure.Malformed, $"The provider's answer could not be read ({error.GetType().Name})."),
    };

    private static ProviderException FromTransport(HttpRequestException error) => error switch
    {
        { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } =>
            new(ProviderFailure.NotReached, "The provider cannot be reached."),
        _ => new(ProviderFailure.Broken, "The connection to the provider broke."),
    };

    private static ProviderException FromStatus(int status, PipelineResponse? response, TimeProvider clock)
    {
        var retryAfter = RetryAfter(response, clock);
        return status switch
        {
            429 => new(ProviderFailure.RateLimited, "The provider limits the rate of calls.", status, retryAfter),
            408 or >= 500 => new(ProviderFailure.ServerError, $"The provider answered {status}.", status, retryAfter),
            401 or 403 => new(ProviderFailure.Unauthorized, "The provider does not accept the configured key.", status),
            404 => new(ProviderFailure.UnknownModel, "The provider does not know the model.", status),
            413 => new(ProviderFailure.PromptTooLong, "The prompt is too long for the model.", status),
            400 when ErrorCode(response) is "context_length_exceeded" =>
                new(ProviderFailure.PromptTooLong, "The prompt is too long for the model.", status),
            >= 400 => new(ProviderFailure.Rejected, $"The provider rejected the request ({status}).", status),
            _ => new(ProviderFailure.Malformed, $"The provider answered {status} with content that could not be read.", status),
        };
    }

    private static string? ErrorCode(PipelineResponse? response)
    {
        try
        {
            using var body = JsonDocument.Parse(response?.Content.ToMemory() ?? default);
            return body.RootElement.TryGetProperty("error", out var error) && error.TryGetProperty("code", out var code) ? code.GetString() : null;
        }
        catch (Exception invalid) when (invalid is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(PipelineResponse? response, TimeProvider clock)
    {
        if (response is null)
            return null;
        if (response.Headers.TryGetValue("retry-after-ms", out var ms)
            && double.TryParse(ms, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds))
            return TimeSpan.FromMilliseconds(Math.Min(milliseconds, TimeSpan.FromDays(1).TotalMilliseconds));
        if (!response.Headers.TryGetValue("Retry-After", out var value))
            return null;
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(1).TotalSeconds));
        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at > clock.GetUtcNow()
            ? at - clock.GetUtcNow()
            : null;
    }
}
