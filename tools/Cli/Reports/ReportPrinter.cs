using System.Globalization;
using Spectre.Console;

namespace Tollgate.Cli.Reports;

/// <summary>The report for people.</summary>
public static class ReportPrinter
{
    /// <summary>Prints it.</summary>
    public static void Print(IAnsiConsole console, DemoReport report)
    {
        console.WriteLine();
        console.Write(Requests(report));
        console.Write(Tokens(report));
        console.Write(Money(report));
        if (report.Budgets.Count > 0)
            console.Write(Budgets(report));
        console.Write(Statements(report));
        console.MarkupLine("[grey]Models are simulated: the answers come from ProviderSim, the accounting is real.[/]");
        console.WriteLine();
        console.WriteLine(Text($"usage records {report.Audit.UsageRecords:N0} (ours) = {report.Audit.ProviderRecords:N0} (provider's own ledger)"));
        console.WriteLine(Text($"difference    {report.Audit.DifferenceTokens:N0} tokens, {report.Audit.DifferenceNanos:N0} nano-dollars"));
        foreach (var finding in report.Audit.Findings)
            console.MarkupLineInterpolated($"[red]{finding}[/]");
    }

    private static Table Requests(DemoReport report)
    {
        var table = New("Requests", "", "");
        table.HideHeaders();
        table.AddRow("requests", Text($"{report.Requests:N0} in {report.DurationS:N1} s"));
        table.AddRow("answered", Text($"{report.Answered:N0}, {report.AnsweredWithCitations:N0} of them with citations"));
        table.AddRow("from cache", Text($"{report.CacheHits:N0}"));
        table.AddRow("escalated", Text($"{report.Escalated:N0} to a bigger model"));
        table.AddRow("downgraded", Text($"{report.Downgraded:N0} to a cheaper model by a budget"));
        table.AddRow("refused", Text($"{report.Refused:N0}"));
        table.AddRow("failed", Text($"{report.Failed:N0}"));
        table.AddRow("tried again", Text($"{report.Retries:N0}"));
        table.AddRow("latency", Text($"p50 {report.LatencyS.P50:N3} s, p95 {report.LatencyS.P95:N3} s, p99 {report.LatencyS.P99:N3} s"));
        if (report.Reasons.Count > 0)
            table.AddRow("reasons", string.Join(", ", report.Reasons.Select(r => Text($"{r.Key} {r.Value:N0}"))));
        return table;
    }

    private static Table Tokens(DemoReport report)
    {
        var table = New("Tokens by kind", "input", "cached input", "output", "reasoning");
        table.AddRow(
            Text($"{report.Tokens.Input:N0}"), Text($"{report.Tokens.CachedInput:N0}"), Text($"{report.Tokens.Output:N0}"),
            Text($"{report.Tokens.Reasoning:N0}"));
        return table;
    }

    private static Table Money(DemoReport report)
    {
        var saved = report.BaselineCostUsd == 0 ? 0 : (report.BaselineCostUsd - report.CostUsd) / report.BaselineCostUsd;
        var table = New("Provider cost", "paid", "everything on the big model, no cache", "saved");
        table.AddRow(Text($"${report.CostUsd:N6}"), Text($"${report.BaselineCostUsd:N6}"), Text($"{saved:P1}"));
        return table;
    }

    private static Table Budgets(DemoReport report)
    {
        var table = New("Budgets", "budget", "tenant", "kind", "limit", "settled", "held", "thresholds crossed");
        foreach (var budget in report.Budgets)
        {
            table.AddRow(
                budget.BudgetId, budget.TenantId, budget.Hard ? "hard" : "soft", Text($"{budget.Limit:G29} {budget.Unit}"), Text($"{budget.Settled:G29}"),
                Text($"{budget.Held:G29}"), budget.CrossedPercents.Count == 0 ? "none" : string.Join(", ", budget.CrossedPercents.Select(p => Text($"{p} %"))));
        }

        return table;
    }

    private static Table Statements(DemoReport report)
    {
        var table = New("Statements of the current period", "tenant", "plan", "line", "quantity", "included", "amount");
        foreach (var statement in report.Statements)
        {
            foreach (var line in statement.Lines)
                table.AddRow("", "", line.Description.EscapeMarkup(), Text($"{line.Quantity:N0}"), Text($"{line.Included:N0}"), Text($"${line.AmountUsd:N2}"));
            table.AddRow(
                statement.TenantId, statement.PlanId, Text($"total of {statement.UsageRecords:N0} usage records"), "",
                Text($"cost ${statement.ProviderCostUsd:N6}"), Text($"${statement.TotalUsd:N2}"));
            table.AddEmptyRow();
        }

        return table;
    }

    private static Table New(string title, params string[] columns)
    {
        var table = new Table().Title($"[bold]{title}[/]").Border(TableBorder.Rounded);
        foreach (var column in columns)
            table.AddColumn(column);
        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture).EscapeMarkup();
}
