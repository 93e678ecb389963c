namespace Tollgate.ServiceDefaults.Errors;

/// <summary>The few kinds of error there are. Each maps to one gRPC status and one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The request is malformed. Trying again does not help.</summary>
    InvalidArgument,

    /// <summary>What was named does not exist.</summary>
    NotFound,

    /// <summary>It exists already, and differs.</summary>
    AlreadyExists,

    /// <summary>The system is not in a state that allows it.</summary>
    FailedPrecondition,

    /// <summary>The caller is known and may not.</summary>
    PermissionDenied,

    /// <summary>The caller is not known.</summary>
    Unauthenticated,

    /// <summary>A budget, quota or rate limit is used up.</summary>
    ResourceExhausted,

    /// <summary>Something needed is away. Trying again helps.</summary>
    Unavailable,

    /// <summary>Time ran out.</summary>
    DeadlineExceeded,

    /// <summary>Lost a race. Trying again from the start helps.</summary>
    Aborted,

    /// <summary>The caller went away.</summary>
    Cancelled,

    /// <summary>A promise of ours is broken.</summary>
    Internal,
}
