namespace Tollgate.Privacy.Checks;

/// <summary>Values without what people put between their characters.</summary>
internal static class Plain
{
    /// <summary>Letters and digits only, upper case.</summary>
    public static string Of(string value) => string.Create(value.Count(char.IsAsciiLetterOrDigit), value, static (plain, value) =>
    {
        var i = 0;
        foreach (var c in value.Where(char.IsAsciiLetterOrDigit))
            plain[i++] = char.ToUpperInvariant(c);
    });

    /// <summary>All characters are the same.</summary>
    public static bool IsOneDigit(string value) => !value.AsSpan().ContainsAnyExcept(value[0]);
}
