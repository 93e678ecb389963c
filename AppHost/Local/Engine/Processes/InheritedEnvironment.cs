using System.Collections;

namespace Tollgate.AppHost.Local;

/// <summary>
/// The few variables a child takes over from the host. Everything else is left behind: a provider key in the shell of a developer
/// must not reach services that have no business with it.
/// </summary>
internal static class InheritedEnvironment
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
    };

    private static readonly string[] Prefixes = ["LC_", "DOTNET_", "COMPlus_"];

    // These configure the host itself; a child gets its own from the model.
    private static readonly string[] Withheld = ["DOTNET_ENVIRONMENT", "DOTNET_URLS", "DOTNET_LAUNCH_PROFILE", "DOTNET_STARTUP_HOOKS"];

    public static void CopyTo(IDictionary<string, string?> environment)
    {
        environment.Clear();
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (Names.Contains(name) || (Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)) && !Withheld.Contains(name)))
                environment[name] = (string?)variable.Value;
        }
    }
}
