using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;

namespace Tollgate.Cli.Commands;

internal static class SlaCommand
{
    internal static Command Create() =>
        new("sla", "What plans promise, measured, and what is credited where a promise was not kept.") { Show(), Credits(), Recount() };

    private static Option<string> Tenant() => new("--tenant") { Description = "Tenant id.", Required = true };

    private static Command Show()
    {
        var tenant = Tenant();
        var at = new Option<DateTimeOffset?>("--at") { Description = "Any time in the period (default: now)." };
        var hours = new Option<bool>("--hours") { Description = "With the hours that had failures." };
        var command = new Command("show", "How the promises of a tenant's plan stand in a period.") { tenant, at, hours };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var standing = await platform.ServiceLevels.GetServiceLevelAsync(
                new GetServiceLevelRequest { TenantId = result.GetValue(tenant)!, At = result.GetValue(at)?.ToTimestamp() }, cancellationToken: cancellationToken);
            console.WriteLine($"Period {Day(standing.PeriodStart)} to {Day(standing.PeriodEnd)}");
            if (standing.Assessments.Count == 0)
                console.WriteLine("The plan promises nothing.");
            else
                console.Write(TableOf(standing.Assessments, "owed", assessment => assessment.Owed));
            foreach (var hour in standing.Hours.Where(hour => result.GetValue(hours) && hour.Failed > 0))
                console.WriteLine($"{hour.Hour.ToDateTime():yyyy-MM-dd HH:mm}  {hour.Failed} failed of {hour.Answered + hour.Failed}");
            return 0;
        });
        return command;
    }

    private static Command Credits()
    {
        var tenant = Tenant();
        var command = new Command("credits", "What a tenant's final invoices found, newest first.") { tenant };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var found = await platform.ServiceLevels.ListServiceCreditsAsync(
                new ListServiceCreditsRequest { TenantId = result.GetValue(tenant)! }, cancellationToken: cancellationToken);
            console.Write(TableOf(found.Assessments, "credited", assessment => assessment.Credited));
            foreach (var credited in found.Assessments.Where(assessment => assessment.Credited.Nanos > 0))
                console.WriteLine($"{credited.InvoiceNumber}  {credited.Description}");
            return 0;
        });
        return command;
    }

    private static Command Recount()
    {
        var tenant = Tenant();
        var command = new Command("recount", "Counts a tenant's requests again, from the requests themselves.") { tenant };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var counted = await platform.ServiceLevels.RecountServiceAsync(
                new RecountServiceRequest { TenantId = result.GetValue(tenant)! }, cancellationToken: cancellationToken);
            console.WriteLine($"{counted.Counts} counts.");
            return 0;
        });
        return command;
    }

    private static Table TableOf(IEnumerable<ServiceAssessment> assessments, string title, Func<ServiceAssessment, Money> amount)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Invoice", "From", "To", "Plan");
        foreach (var column in (ReadOnlySpan<string>)["answered", "failed", "not counted", "available", "promised", "slow", "late to begin", "missed", title])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var row in assessments)
        {
            table.AddRow(
                row.InvoiceNumber, Day(row.StartTime), Day(row.EndTime), row.PlanId, Count(row.Answered), Count(row.Failed), Count(row.NotCounted),
                $"{row.AvailabilityPercent} %", $"{row.Promised.AvailabilityPercent} %", Count(row.SlowAnswers), Count(row.SlowFirstTokens),
                string.Join(", ", row.Missed), Amount(amount(row)));
        }

        return table;
    }

    private static string Day(Timestamp time) => time.ToDateTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Amount(Money money) => string.Create(CultureInfo.InvariantCulture, $"{money.Nanos / 1_000_000_000m:N2} {money.Currency}");
}
