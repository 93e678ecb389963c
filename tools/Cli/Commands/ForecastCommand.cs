using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Cli.Commands;

internal static class ForecastCommand
{
    internal static Command Create()
    {
        var tenant = new Option<string>("--tenant") { Description = "Whose usage and budgets.", Required = true };
        var period = new Option<BudgetPeriod>("--period") { Description = "Until the end of the day, week or month.", DefaultValueFactory = _ => BudgetPeriod.Month };
        var zone = new Option<string>("--time-zone") { Description = "IANA time zone of the period (default: Etc/UTC). Budgets have their own." };
        var command = new Command("forecast", "Where spending is heading: by 15:00 and by the end of the period, and when budgets are used up.") { tenant, period, zone };
        command.SetGuardedAction(async (result, console, cancellationToken) =>
        {
            using var platform = new PlatformClients(Attached.Addresses());
            var usage = await platform.Forecasts.ForecastUsageAsync(
                new ForecastUsageRequest
                {
                    TenantId = result.GetValue(tenant)!, Period = result.GetValue(period), TimeZone = result.GetValue(zone) ?? "", ByAssistant = true,
                },
                cancellationToken: cancellationToken);
            var budgets = await platform.Forecasts.ForecastBudgetsAsync(
                new ForecastBudgetsRequest { TenantId = result.GetValue(tenant)! }, cancellationToken: cancellationToken);
            console.Write(TableOf("Usage", usage.Forecasts.SelectMany(used => new[] { (Name(used), used.Cost), (Name(used), used.Tokens) })));
            if (budgets.Budgets.Count > 0)
                console.Write(TableOf("Budget", budgets.Budgets.Select(budget => (budget.BudgetId, budget.Forecast))));
            foreach (var budget in budgets.Budgets)
                console.WriteLine($"{budget.BudgetId}: {Describe(budget.Reach)} of {Text(budget.Allowance)}");
            console.WriteLine("Spent is what the books say. Everything else is an estimate: P50 (P10 to P90).");
            return 0;
        });
        return command;
    }

    private static Table TableOf(string title, IEnumerable<(string Name, Forecast Forecast)> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(title);
        foreach (var column in (ReadOnlySpan<string>)["spent", "by 15:00", "by the end", "run rate", "past error", "of run rate"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (name, forecast) in rows)
        {
            var noon = forecast.Points.FirstOrDefault(point => point.Until == ForecastUntil.ThreePm);
            var end = forecast.Points.FirstOrDefault(point => point.Until == ForecastUntil.PeriodEnd);
            table.AddRow(
                Markup.Escape(name), Text(forecast.Spent), Range(noon), Range(end), Text(end?.RunRate), Share(end?.Accuracy?.ErrorBasisPoints),
                Share(end?.Accuracy?.RunRateErrorBasisPoints));
        }

        return table;
    }

    private static string Name(UsageForecast used) => used.AssistantId.Length == 0 ? "(all)" : used.AssistantId;

    private static string Range(ForecastPoint? point) =>
        point is null ? "" : point.Low is null ? Text(point.Median) : $"{Text(point.Median)} ({Text(point.Low)} to {Text(point.High)})";

    private static string Describe(ReachForecast? reach) => reach switch
    {
        null => "is not expected to use up its allowance",
        { Reached: true } => "has used up its allowance",
        { ExpectedTime: null } => $"may use up its allowance from {Time(reach.EarliestTime)}",
        _ => $"is expected to use up its allowance on {Time(reach.ExpectedTime)}, not before {Time(reach.EarliestTime)},",
    };

    private static string Time(Timestamp? time) => time?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string Text(ForecastAmount? amount) => amount switch
    {
        null => "",
        { UnitCase: ForecastAmount.UnitOneofCase.Cost } => $"{(amount.Cost.Nanos / 1_000_000_000m).ToString("N4", CultureInfo.InvariantCulture)} {amount.Cost.Currency}",
        _ => $"{amount.Tokens.ToString("N0", CultureInfo.InvariantCulture)} tokens",
    };

    private static string Share(int? basisPoints) => basisPoints is { } known ? (known / 10_000m).ToString("P1", CultureInfo.InvariantCulture) : "";
}
