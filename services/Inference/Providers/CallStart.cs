namespace Tollgate.Inference.Providers;

/// <summary>
/// Last step before the network, whatever the wire format: names the attempt to the provider and refuses to begin one that is too late,
/// since recovery may already have closed it.
/// </summary>
internal static class CallStart
{
    /// <summary>Names the attempt to the provider, which may ignore it.</summary>
    public const string Header = "X-Client-Request-Id";

    /// <summary>Begins the call of the current flow's attempt and says what to name it.</summary>
    public static string Begin()
    {
        var call = CallContext.Current ?? throw new InvalidOperationException("A provider is called outside of an attempt.");
        if (!call.Attempt.MayStart)
            throw new ProviderException(ProviderFailure.TooLate, "The call could not begin in time.");
        call.Sent = true;
        return call.Attempt.Id.ToString();
    }
}
