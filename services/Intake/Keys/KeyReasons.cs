namespace Tollgate.Intake.Keys;

/// <summary>Why a key is refused. Stable, part of the API.</summary>
internal static class KeyReasons
{
    public const string Missing = "MISSING_API_KEY";
    public const string Invalid = "INVALID_API_KEY";
    public const string Revoked = "KEY_REVOKED";
    public const string Expired = "KEY_EXPIRED";
}
