namespace Tollgate.Intake.Idempotency;

/// <summary>Where the request under a key stands. Numbers are stored.</summary>
internal enum ClaimState : short
{
    Running = 0,

    /// <summary>It has an answer, or an error that another try would not change.</summary>
    Done = 1,

    /// <summary>It failed in a way that may be tried again.</summary>
    Failed = 2,
}
