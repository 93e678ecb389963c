using System.Text.RegularExpressions;

namespace Tollgate.ProviderSim.Answers.Structured;

/// <summary>Strings for a schema's regular expression: found in a text, or generated. Patterns come from callers, so time is bounded.</summary>
internal static class Patterns
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    public static string? Find(string text, string pattern)
    {
        var loose = pattern.TrimStart('^');
        if (loose.EndsWith('$') && !loose.EndsWith(@"\$", StringComparison.Ordinal))
            loose = loose[..^1];
        return Try(() => Regex.Matches(text, loose, RegexOptions.None, Patience)
            .Select(match => match.Value)
            .FirstOrDefault(value => value.Length > 0 && Regex.IsMatch(value, pattern, RegexOptions.None, Patience)));
    }

    public static string? Make(string pattern, ulong seed) => Try(() =>
        new PatternSample(pattern, seed).Generate() is { } sample && Regex.IsMatch(sample, pattern, RegexOptions.None, Patience) ? sample : null);

    private static string? Try(Func<string?> attempt)
    {
        try
        {
            return attempt();
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
