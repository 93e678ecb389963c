namespace Tollgate.Inference.Providers.Wire;

/// <summary>What a provider's error bodies mean, beyond their status.</summary>
internal interface IErrorReader
{
    /// <summary>The failure; null when the status says it all.</summary>
    ProviderFailure? Classify(ErrorReply reply) => null;

    /// <summary>How long the provider asks to wait, where it says so in the body.</summary>
    TimeSpan? RetryAfter(ErrorReply reply) => null;
}
