using System.CommandLine;
using Spectre.Console;
using Tollgate.Cli.Machine;

namespace Tollgate.Cli.Commands;

internal static class DoctorCommand
{
    internal static Command Create()
    {
        var command = new Command("doctor", "Says what is missing on this machine and how to get it.");
        command.SetGuardedAction(async (_, console, cancellationToken) =>
        {
            var findings = await Doctor.ExamineAsync(cancellationToken);
            foreach (var finding in findings)
            {
                var mark = finding.Ok ? "[green]ok     [/]" : finding.Required ? "[red]missing[/]" : "[yellow]absent [/]";
                console.MarkupLine($"{mark} {finding.What.EscapeMarkup()}{(finding.Ok ? "" : ": " + finding.HowToGetIt.EscapeMarkup())}");
            }

            return findings.All(f => f.Ok || !f.Required) ? 0 : 1;
        });
        return command;
    }
}
