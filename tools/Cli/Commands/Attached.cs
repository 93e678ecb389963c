using Tollgate.Cli.Hosting;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Commands;

/// <summary>The platform that runs on this machine now.</summary>
internal static class Attached
{
    internal static PlatformAddresses Addresses() =>
        LocalHost.IsRunning(DataFolders.Up) && LocalHost.Read(DataFolders.Up) is { State: "ready" } up ? PlatformAddresses.From(up)
        : LocalHost.IsRunning(DataFolders.Demo) && LocalHost.Read(DataFolders.Demo) is { State: "ready" } demo ? PlatformAddresses.From(demo)
        : throw new CliException("Nothing is running here. './tollgate up' starts the platform.");
}
