namespace Tollgate.ProviderSim.Calls;

/// <summary>What the calls of one kind look like at one provider: where they arrive, who makes them, how they are refused.</summary>
internal abstract class CallWire
{
    /// <summary>The path as the ledger and faults name it.</summary>
    public abstract string Endpoint { get; }

    /// <summary>What ids of calls begin with.</summary>
    public abstract string IdPrefix { get; }

    /// <summary>The key a caller shows; null when it shows none.</summary>
    public virtual string? KeyOf(HttpRequest request) => ApiKeys.Bearer(request);

    /// <summary>Answers an error in the provider's shape.</summary>
    public abstract Task WriteErrorAsync(HttpContext http, CallError error);
}
