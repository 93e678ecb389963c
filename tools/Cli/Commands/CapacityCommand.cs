using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Cli.Commands;

internal static class CapacityCommand
{
    internal static Command Create()
    {
        var tenant = new Option<string>("--tenant") { Description = "Whose traffic.", Required = true };
        var assistant = new Option<string>("--assistant") { Description = "Only this assistant's (default: all)." };
        var from = new Option<DateTimeOffset?>("--from") { Description = "From this time (default: 7 days before the end)." };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Until this time (default: now)." };
        var users = new Option<int>("--users-percent") { Description = "Users in percent of those there are: 300 is three times as many.", DefaultValueFactory = _ => 100 };
        var growth = new Option<int>("--growth-percent") { Description = "How much more each of them uses, in percent." };
        var command = new Command("capacity", "What providers must be able to take at peak, and what it costs, for negotiating a contract.")
        {
            tenant, assistant, from, to, users, growth,
        };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var plan = await platform.Capacity.PlanCapacityAsync(
                new PlanCapacityRequest
                {
                    TenantId = result.GetValue(tenant)!,
                    AssistantId = result.GetValue(assistant) ?? "",
                    StartTime = result.GetValue(from)?.ToTimestamp(),
                    EndTime = result.GetValue(to)?.ToTimestamp(),
                    UsersPercent = result.GetValue(users),
                    GrowthPercent = result.GetValue(growth),
                },
                cancellationToken: cancellationToken);
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.TokensPerTask:N0} tokens a task x {plan.TasksPerUserHundredths / 100m:N2} tasks a user x {plan.Users:N0} users; at most {plan.PeakConcurrency:N0} requests at once"));
            console.Write(TableOf(plan));
            console.WriteLine($"In the scenario at most {plan.ScenarioPeakConcurrency:N0} requests at once. What is of the scenario is an estimate, in proportion.");
            return 0;
        });
        return command;
    }

    private static Table TableOf(PlanCapacityResponse plan)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Model");
        foreach (var column in (ReadOnlySpan<string>)["calls", "cost", "tokens/min P95 / P99 / peak", "in the scenario", "a month", "as batch"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var model in plan.Models)
        {
            table.AddRow(
                Markup.Escape($"{model.Provider}/{model.Model}"), model.Attempts.ToString("N0", CultureInfo.InvariantCulture), Text(model.Cost),
                Text(model.TokensPerMinute), Text(model.ScenarioTokensPerMinute), Text(model.ScenarioMonthStandard), Text(model.ScenarioMonthBatch));
        }

        return table;
    }

    private static string Text(MinuteRate rate) => string.Create(CultureInfo.InvariantCulture, $"{rate.P95:N0} / {rate.P99:N0} / {rate.Peak:N0}");

    private static string Text(Money? money) =>
        money is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{money.Nanos / 1_000_000_000m:N4} {money.Currency}");
}
