namespace Tollgate.Intake.Completions;

/// <summary>How long a request may go on.</summary>
/// <param name="Deadline">UTC; travels with every call made for it.</param>
/// <param name="Cancellation">Fires when the caller goes away or the deadline passes.</param>
internal readonly record struct CallBounds(DateTime Deadline, CancellationToken Cancellation);
