using System.Text;
using Tollgate.Cli.Hosting;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Commands;

/// <summary>Addresses and keys as lines that a shell can source; readable by their owner alone.</summary>
internal static class EnvFile
{
    internal static void Write(string path, PlatformAddresses addresses, string apiKey)
    {
        var lines = new StringBuilder();
        // Addresses and keys have no character that a shell would see anything in, so the lines suit other readers too.
        void Add(string name, string value) => lines.Append(name).Append('=').Append(value).Append('\n');

        Add("TOLLGATE_GRPC_URL", addresses.IntakeGrpc[0]);
        Add("TOLLGATE_HTTP_URL", addresses.IntakeHttp[0]);
        Add("TOLLGATE_API_KEY", apiKey);
        Add("TOLLGATE_ADMIN_KEY", addresses.AdminKey);
        foreach (var (service, url) in addresses.Grpc)
            Add($"TOLLGATE_{service.ToUpperInvariant()}_GRPC_URL", url);
        if (addresses.Console is { } console)
            Add("TOLLGATE_CONSOLE_URL", console);
        if (addresses.Calculator is { } calculator)
            Add("TOLLGATE_CALCULATOR_URL", calculator);

        PrivateFile.Write(path, lines.ToString());
    }
}
