namespace Tollgate.Intake.Completions;

/// <summary>Stable reasons of the completion path that no other service speaks of.</summary>
internal static class CompletionReasons
{
    public const string AssistantNotAllowed = "ASSISTANT_NOT_ALLOWED";
    public const string Cancelled = "CANCELLED";
}
