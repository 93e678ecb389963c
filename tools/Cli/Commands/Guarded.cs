using System.CommandLine;
using Grpc.Core;
using Spectre.Console;

namespace Tollgate.Cli.Commands;

/// <summary>Turns failures into one line on standard error and exit code 2; anything else is a defect and keeps its stack trace.</summary>
internal static class Guarded
{
    internal static void SetGuardedAction(this Command command, Func<ParseResult, IAnsiConsole, CancellationToken, Task<int>> action) =>
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                return await action(result, AnsiConsole.Console, cancellationToken);
            }
            catch (CliException error)
            {
                await Console.Error.WriteLineAsync($"tollgate: {error.Message}");
                return 2;
            }
            catch (RpcException error)
            {
                await Console.Error.WriteLineAsync($"tollgate: the platform answered {error.StatusCode}: {error.Status.Detail}");
                return 2;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return 130;
            }
        });
}
