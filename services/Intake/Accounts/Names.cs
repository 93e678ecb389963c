using System.Text.RegularExpressions;

namespace Tollgate.Intake.Accounts;

/// <summary>The alphabet of ids that operators choose.</summary>
internal static partial class Names
{
    public const string Rule = "must be 1 to 63 lower-case letters, digits or dashes, not starting or ending with a dash";

    public static bool IsId(string value) => IdPattern().IsMatch(value);

    /// <summary>No control characters: they have no business in a label, and some stores refuse them.</summary>
    public static bool IsLabel(string value, int maxLength) => value.Length <= maxLength && !value.Any(char.IsControl);

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex IdPattern();
}
