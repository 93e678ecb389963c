using System.CommandLine;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Commands;

/// <summary>Runs among the services, under Aspire, and tells the program outside where everything is.</summary>
internal static class AddressesCommand
{
    internal static Command Create()
    {
        var file = new Option<string>("--file") { Description = "File to write.", Required = true };
        var command = new Command("addresses", "Writes the addresses this process was given to a file.") { file };
        command.Hidden = true;
        command.SetGuardedAction((result, _, _) =>
        {
            PlatformAddresses.FromEnvironment().Write(result.GetValue(file)!);
            return Task.FromResult(0);
        });
        return command;
    }
}
