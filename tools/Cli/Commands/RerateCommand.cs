using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Cli.Commands;

internal static class RerateCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    internal static Command Create()
    {
        var provider = new Option<string>("--provider") { Description = "Provider whose usage is priced anew.", Required = true };
        var model = new Option<string>("--model") { Description = "Only this model (default: all)." };
        var version = new Option<string>("--version-id") { Description = "Only usage that is priced by this version now." };
        var tenant = new Option<string>("--tenant") { Description = "Only this tenant's (default: all)." };
        var from = new Option<DateTimeOffset>("--from") { Description = "Attempts that began at or after this time.", Required = true };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Attempts that began before this time (default: now)." };
        var request = new Option<string>("--request-id") { Description = "Names the job, so that trying again starts no second one." };
        var note = new Option<string>("--note") { Description = "Why, for the record." };
        var command = new Command("rerate", "Prices recorded usage anew by the book in force, and waits until it is done.")
        {
            provider, model, version, tenant, from, to, request, note,
        };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var job = (await platform.Rerates.StartRerateAsync(
                new StartRerateRequest
                {
                    RequestId = result.GetValue(request) ?? Guid.CreateVersion7().ToString("D", CultureInfo.InvariantCulture),
                    Provider = result.GetValue(provider)!,
                    Model = result.GetValue(model) ?? "",
                    PriceVersion = result.GetValue(version) ?? "",
                    TenantId = result.GetValue(tenant) ?? "",
                    StartTime = result.GetValue(from).ToTimestamp(),
                    EndTime = (result.GetValue(to) ?? TimeProvider.System.GetUtcNow()).ToTimestamp(),
                    Note = result.GetValue(note) ?? "",
                },
                cancellationToken: cancellationToken)).Job;
            while (!job.Done)
            {
                await Task.Delay(Poll, cancellationToken);
                job = (await platform.Rerates.GetRerateAsync(new GetRerateRequest { RerateId = job.RerateId }, cancellationToken: cancellationToken)).Job;
            }

            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"book {job.Book}: {job.Examined} attempts, {job.Posted} entries, {job.Skipped} skipped, {job.Cost.Nanos / 1_000_000_000m} {job.Cost.Currency}"));
            return 0;
        });
        return command;
    }
}
