using System.Diagnostics;

namespace Tollgate.Intake;

/// <summary>Spans of Intake's own. No span carries text of a prompt or an answer.</summary>
internal static class IntakeTracing
{
    public static readonly ActivitySource Source = new(IntakeMetrics.Name);
}
