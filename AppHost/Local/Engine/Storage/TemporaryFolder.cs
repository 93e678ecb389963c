using System.Diagnostics;

namespace Tollgate.AppHost.Local;

/// <summary>
/// A data folder that goes when the host goes, however it goes: a shell waits for the pipe that the host holds to close, and then
/// removes it until nothing writes into it any more.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Remove = """
        read -r _
        i=0
        while [ -d "$1" -o -d "$2" ] && [ $i -lt 100 ]; do rm -rf "$1" "$2"; sleep 0.1; i=$((i + 1)); done
        """;

    private readonly Process _remover;

    private TemporaryFolder(Process remover) => _remover = remover;

    public static TemporaryFolder Watch(string folder, string besides)
    {
        var start = new ProcessStartInfo("setsid", ["sh", "-c", $"{{ {Remove}\n}} >/dev/null 2>&1", "remover", folder, besides])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        return new TemporaryFolder(Process.Start(start)!);
    }

    public void Dispose()
    {
        _remover.StandardInput.Dispose();
        _remover.WaitForExit(TimeSpan.FromSeconds(15));
        _remover.Dispose();
    }
}
