namespace Tollgate.Cli.Chaos;

/// <summary>A process that was killed with SIGKILL.</summary>
/// <param name="At">Since the start of the run.</param>
/// <param name="Resource">Resource of the app model.</param>
/// <param name="Replica">Which of its processes.</param>
public sealed record Kill(TimeSpan At, string Resource, int Replica);
