namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a waiting resource does when the one it waits for cannot become available.</summary>
public enum WaitBehavior
{
    /// <summary>Keep waiting: it may be repaired.</summary>
    WaitOnResourceUnavailable,

    /// <summary>Give up and fail to start.</summary>
    StopOnResourceUnavailable,
}
