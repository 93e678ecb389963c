namespace Tollgate.AppHost.Local;

/// <summary>The two spellings the host adds to the standard <c>--Key=value</c> arguments.</summary>
internal static class CommandLine
{
    /// <summary><c>--config Key=value</c> becomes <c>--Key=value</c>; <c>--infrastructure-only</c> becomes a setting.</summary>
    public static string[] Normalise(IReadOnlyList<string> arguments)
    {
        var normalised = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--config" && i + 1 < arguments.Count)
                normalised.Add($"--{arguments[++i]}");
            else
                normalised.Add(arguments[i] == "--infrastructure-only" ? "--Infrastructure:Only=true" : arguments[i]);
        }

        return [.. normalised];
    }
}
