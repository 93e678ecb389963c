using System.CommandLine;
using Spectre.Console;
using Tollgate.Cli.Books;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Commands;

internal static class AuditCommand
{
    internal static Command Create()
    {
        var full = new Option<bool>("--full") { Description = "Read every row again, also of finished days whose sums are sealed. Takes as long as the books are." };
        var command = new Command("audit", "Waits until everything is settled, then proves that the running platform's books balance.") { full };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            var addresses = Attached.Addresses();
            using var platform = new PlatformClients(addresses);
            using var provider = ProviderBooks.Create(addresses);
            var audit = await new SystemAudit(platform, provider, result.GetValue(full)).RunAsync(cancellationToken);
            console.WriteLine($"{audit.UsageRecords} usage records, {audit.ProviderRecords} provider records, difference {audit.DifferenceTokens} tokens, {audit.DifferenceNanos} nanos");
            foreach (var line in audit.Archived)
                console.WriteLine(line);
            foreach (var finding in audit.Findings)
                console.MarkupLineInterpolated($"[red]{finding}[/]");
            console.WriteLine(audit.Line);
            return audit.Balanced ? 0 : 1;
        });
        return command;
    }
}
