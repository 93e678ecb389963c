namespace Tollgate.Intake.Completions;

/// <summary>How the cache took part in an answer, as the receipt names it.</summary>
internal static class CacheState
{
    public const string Hit = "hit";
    public const string Miss = "miss";
    public const string Bypass = "bypass";
}
