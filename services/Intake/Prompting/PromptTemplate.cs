using System.Text.RegularExpressions;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Prompting;

/// <summary>An assistant's system prompt with <c>{{variables}}</c>. Values go in as they are; what they contain is not expanded again.</summary>
internal static partial class PromptTemplate
{
    public const string MissingVariable = "MISSING_VARIABLE";
    private const int MaxLength = 256 * 1024;

    /// <summary>Checks a template when an operator stores it.</summary>
    public static void Validate(string template, Validation validation, string field)
    {
        validation.Require(template.Length <= MaxLength, field, "must be at most 262,144 characters");
        validation.Require(!template.Contains('\0'), field, "must not contain NUL characters");
    }

    /// <summary>Puts the values in, or names every one that is missing.</summary>
    public static string Expand(string template, IDictionary<string, string> variables, string fieldPrefix)
    {
        if (!template.Contains("{{", StringComparison.Ordinal))
            return template;

        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var expanded = Variable().Replace(template, match =>
        {
            var name = match.Groups[1].Value;
            if (variables.TryGetValue(name, out var value))
                return value;
            missing.Add(name);
            return "";
        });

        if (missing.Count > 0)
        {
            throw TollgateException.InvalidArgument(
                MissingVariable,
                $"The assistant's prompt needs the variables: {string.Join(", ", missing)}.",
                [.. missing.Select(name => new FieldViolation($"{fieldPrefix}variables.{name}", "is required by the assistant's prompt"))]);
        }

        return expanded;
    }

    [GeneratedRegex(@"\{\{\s*([A-Za-z_][A-Za-z0-9_.-]{0,63})\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
