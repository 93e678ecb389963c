using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Providers;

/// <summary>
/// The attempt on whose behalf the current flow calls a provider. Ambient, because the client library offers no way to hand something
/// down to its pipeline.
/// </summary>
internal sealed class CallContext(OpenedAttempt attempt)
{
    private static readonly AsyncLocal<CallContext?> Ambient = new();

    public static CallContext? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public OpenedAttempt Attempt => attempt;

    /// <summary>The request was handed to the network: from here on the provider may bill it.</summary>
    public bool Sent { get; set; }
}
