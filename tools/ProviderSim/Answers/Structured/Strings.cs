using System.Text.Json;

namespace Tollgate.ProviderSim.Answers.Structured;

internal static class Strings
{
    /// <summary>The found text made to fit the schema's pattern, format and length, or a believable one.</summary>
    public static string Fit(JsonElement schema, string? found, Field field, ulong seed)
    {
        if (Schemas.Text(schema, "pattern") is { Length: > 0 } pattern)
            return found ?? Patterns.Make(pattern, seed) ?? "";
        if (Schemas.Text(schema, "format") is { Length: > 0 } format)
            return found is not null && Formats.Accepts(format, found) ? found : Formats.Make(format, seed) ?? found ?? "";

        return FitLength(found ?? Believable(field), Schemas.Integer(schema, "minLength") ?? 0, Schemas.Integer(schema, "maxLength"));
    }

    private static string Believable(Field field) =>
        field.Description.Length > 0 ? $"not stated ({field.Description.TrimEnd('.')})" : "not stated";

    private static string FitLength(string text, int least, int? most)
    {
        if (most is { } limit && text.Length > limit)
            text = text[..Math.Max(0, limit)];
        return text.PadRight(least, '.');
    }
}
