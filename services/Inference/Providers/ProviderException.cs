namespace Tollgate.Inference.Providers;

/// <summary>
/// A provider call failed. The message is ours: a provider's own text may repeat the prompt or the key, so it goes no further than this,
/// and the original exception is not kept.
/// </summary>
internal sealed class ProviderException(ProviderFailure failure, string message, int? status = null, TimeSpan? retryAfter = null)
    : Exception(message)
{
    public ProviderFailure Failure => failure;

    /// <summary>HTTP status, when there was an answer.</summary>
    public int? Status => status;

    /// <summary>How long the provider asks to wait.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
