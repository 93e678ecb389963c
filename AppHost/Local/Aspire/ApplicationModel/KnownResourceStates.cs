namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states a resource goes through.</summary>
public static class KnownResourceStates
{
    /// <summary>Nothing has happened yet.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>It waits for another resource.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>It is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>It runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>It could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>It is being stopped.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>It ended, or crashed and is about to be started again.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>It did its work and ended.</summary>
    public static readonly string Finished = nameof(Finished);
}
