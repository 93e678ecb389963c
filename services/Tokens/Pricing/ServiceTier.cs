namespace Tollgate.Tokens;

/// <summary>The provider's delivery class an attempt was bought under; each has its own prices.</summary>
public enum ServiceTier
{
    /// <summary>On demand.</summary>
    Standard,

    /// <summary>Asynchronous, usually at half price.</summary>
    Batch,

    /// <summary>Faster, at a premium.</summary>
    Priority,

    /// <summary>Slower and interruptible, at a discount.</summary>
    Flex,
}
