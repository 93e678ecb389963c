using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Cli.Commands;

internal static class ExportCommand
{
    // Years of a large ledger are made on the other side before the first byte comes.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    internal static Command Create() => new("export", "Billing data for other systems.") { Focus() };

    private static Command Focus()
    {
        var from = new Option<string>("--from") { Description = "Billing periods that begin on this day (UTC, yyyy-MM-dd) or later.", Required = true };
        var to = new Option<string>("--to") { Description = "And before this day.", Required = true };
        var tenant = new Option<string>("--tenant") { Description = "One tenant; without it all." };
        var format = new Option<string>("--format") { Description = "csv or parquet.", DefaultValueFactory = _ => "csv" };
        var output = new Option<string>("--output") { Description = "File to write.", Required = true };
        format.AcceptOnlyFromAmong("csv", "parquet");
        var command = new Command("focus", "Exports charges as a FOCUS 1.2 data set.") { from, to, tenant, format, output };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            var request = new ExportFocusRequest
            {
                TenantId = result.GetValue(tenant) ?? "",
                StartTime = Day(result.GetValue(from)!),
                EndTime = Day(result.GetValue(to)!),
                Format = result.GetValue(format) == "parquet" ? ExportFormat.Parquet : ExportFormat.Csv,
            };
            using var platform = new PlatformClients(Attached.Addresses());
            using var call = platform.Exports.ExportFocus(
                request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience, cancellationToken: cancellationToken);
            var path = Path.GetFullPath(result.GetValue(output)!);
            // Whole or not at all.
            var part = path + ".part";
            long bytes;
            await using (var file = File.Create(part))
            {
                await foreach (var piece in call.ResponseStream.ReadAllAsync(cancellationToken))
                    await file.WriteAsync(piece.Data.Memory, cancellationToken);
                bytes = file.Length;
            }

            File.Move(part, path, overwrite: true);
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {bytes} bytes"));
            return 0;
        });
        return command;
    }

    private static Timestamp Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? Timestamp.FromDateTime(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))
            : throw new CliException($"'{text}' is not a day: yyyy-MM-dd.");
}
