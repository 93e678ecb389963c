namespace Tollgate.Routing.Policies;

/// <summary>Why a model was left out, as decision records state it.</summary>
public static class ExclusionReasons
{
    public const string Eligible = "";
    public const string Region = "REGION";
    public const string ContextLength = "CONTEXT_LENGTH";
    public const string Vision = "VISION";
    public const string JsonSchema = "JSON_SCHEMA";
    public const string Tools = "TOOLS";
    public const string Retired = "RETIRED";
    public const string NoProvider = "NO_PROVIDER";
    public const string Policy = "POLICY";
    public const string Budget = "BUDGET";
}
