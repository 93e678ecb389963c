using System.CommandLine;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Cli.Commands;

internal static class UsageCommand
{
    // A year of a large tenant.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    internal static Command Create() => new("usage", "Usage that is no longer in the database.") { Archives(), Export(), Keep(), Rules() };

    private static Command Archives()
    {
        var tenant = new Option<string>("--tenant") { Description = "One tenant; without it all." };
        var command = new Command("archives", "Lists archived days: where they are, how large, and what they add up to.") { tenant };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var list = await platform.Archives.ListArchivesAsync(
                new ListArchivesRequest { TenantId = result.GetValue(tenant) ?? "" }, cancellationToken: cancellationToken);
            foreach (var day in list.Archives)
            {
                console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{day.Day.ToDateTime():yyyy-MM-dd}  {day.TenantId}  {day.Tier}  {day.Entries} entries  {day.Cost.Nanos / 1_000_000_000m} {day.Cost.Currency}  {day.Bytes} bytes  {day.Sha256}{(day.Dropped ? "" : "  (still in the database)")}"));
            }

            return 0;
        });
        return command;
    }

    private static Command Export()
    {
        var tenant = new Option<string>("--tenant") { Description = "The tenant.", Required = true };
        var from = new Option<DateTimeOffset?>("--from") { Description = "Attempts from this time on." };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Attempts before this time." };
        var output = new Option<string>("--output") { Description = "File to write, one entry a line as JSON.", Required = true };
        var command = new Command("export", "Reads a tenant's archived entries, verified against what was written.") { tenant, from, to, output };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            using var call = platform.Archives.ReadArchivedUsage(
                new ReadArchivedUsageRequest
                {
                    TenantId = result.GetValue(tenant)!,
                    StartTime = result.GetValue(from)?.ToTimestamp(),
                    EndTime = result.GetValue(to)?.ToTimestamp(),
                },
                deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience,
                cancellationToken: cancellationToken);
            var path = Path.GetFullPath(result.GetValue(output)!);
            // Whole or not at all.
            var part = path + ".part";
            var (entries, nanos) = (0L, 0L);
            await using (var file = new StreamWriter(part))
            {
                await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    await file.WriteLineAsync(JsonFormatter.Default.Format(response.Entry).AsMemory(), cancellationToken);
                    (entries, nanos) = (entries + 1, checked(nanos + response.Entry.Cost.Nanos));
                }
            }

            File.Move(part, path, overwrite: true);
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {entries} entries, {nanos / 1_000_000_000m}"));
            return 0;
        });
        return command;
    }

    private static Command Keep()
    {
        var tenant = new Option<string>("--tenant") { Description = "The tenant.", Required = true };
        var warm = new Option<int>("--warm-days") { Description = "Days after which its usage moves to the archive.", Required = true };
        var keep = new Option<int>("--keep-days") { Description = "Days after which it is deleted for good.", Required = true };
        var command = new Command("keep", "Says how long a tenant's usage is kept; its sums stay in the books.") { tenant, warm, keep };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var set = await platform.Archives.SetTierRuleAsync(
                new SetTierRuleRequest
                {
                    Rule = new TierRule { TenantId = result.GetValue(tenant)!, WarmDays = result.GetValue(warm), KeepDays = result.GetValue(keep) },
                },
                cancellationToken: cancellationToken);
            console.WriteLine(Describe(set.Rule));
            return 0;
        });
        return command;
    }

    private static Command Rules()
    {
        var command = new Command("rules", "Lists how long usage is kept.");
        command.SetGuardedAction(async (_, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            foreach (var rule in (await platform.Archives.ListTierRulesAsync(new ListTierRulesRequest(), cancellationToken: cancellationToken)).Rules)
                console.WriteLine(Describe(rule));
            return 0;
        });
        return command;
    }

    private static string Describe(TierRule rule) =>
        $"{(rule.TenantId.Length > 0 ? rule.TenantId : "(platform)")}  warm until {rule.WarmDays} days, kept {rule.KeepDays} days";
}
