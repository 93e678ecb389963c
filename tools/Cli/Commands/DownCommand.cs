using System.CommandLine;
using Spectre.Console;
using Tollgate.Cli.Hosting;

namespace Tollgate.Cli.Commands;

internal static class DownCommand
{
    internal static Command Create()
    {
        var command = new Command("down", "Stops what './tollgate up' started.");
        command.SetGuardedAction(async (_, console, cancellationToken) =>
        {
            console.WriteLine(await LocalHost.StopAsync(DataFolders.Up, cancellationToken) ? "Stopped." : "Nothing was running.");
            return 0;
        });
        return command;
    }
}
