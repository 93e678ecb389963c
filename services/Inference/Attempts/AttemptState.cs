namespace Tollgate.Inference.Attempts;

/// <summary>Where an attempt's row stands.</summary>
internal enum AttemptState : short
{
    /// <summary>An intent: the provider is, may be or was about to be called.</summary>
    Open = 1,

    /// <summary>Its amount is known and on its way to the ledger.</summary>
    Settled = 2,

    /// <summary>The provider was never called; there is nothing to settle.</summary>
    NeverCalled = 3,
}
