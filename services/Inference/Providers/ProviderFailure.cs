namespace Tollgate.Inference.Providers;

/// <summary>The ways a provider call fails.</summary>
internal enum ProviderFailure
{
    /// <summary>429.</summary>
    RateLimited,

    /// <summary>5xx.</summary>
    ServerError,

    /// <summary>No connection could be made: nothing was sent.</summary>
    NotReached,

    /// <summary>The connection died while the answer was awaited.</summary>
    Broken,

    /// <summary>An answer that is not what the wire format says.</summary>
    Malformed,

    /// <summary>A stream that ended without saying so.</summary>
    StreamCut,

    /// <summary>Nothing came for too long.</summary>
    Stalled,

    /// <summary>The attempt's deadline passed.</summary>
    DeadlinePassed,

    /// <summary>4xx: the request is at fault.</summary>
    Rejected,

    /// <summary>The prompt and the answer do not fit the model.</summary>
    PromptTooLong,

    /// <summary>The provider's own content filter does not let the prompt through.</summary>
    ContentFiltered,

    /// <summary>The provider does not know the model.</summary>
    UnknownModel,

    /// <summary>The provider does not take our key.</summary>
    Unauthorized,

    /// <summary>The attempt may no longer begin.</summary>
    TooLate,
}
