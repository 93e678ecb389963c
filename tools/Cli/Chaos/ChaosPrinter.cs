using System.Globalization;
using Spectre.Console;

namespace Tollgate.Cli.Chaos;

/// <summary>Shows a chaos run.</summary>
internal static class ChaosPrinter
{
    public static void Print(IAnsiConsole console, ChaosOptions options, ChaosResult result)
    {
        var table = new Table().AddColumn("killed").AddColumn(new TableColumn("times").RightAligned()).AddColumn("at, seconds");
        foreach (var group in result.Kills.GroupBy(kill => $"{kill.Resource}-{kill.Replica}").OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            table.AddRow(
                group.Key, group.Count().ToString(CultureInfo.InvariantCulture),
                string.Join(" ", group.Select(kill => kill.At.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture))));
        }

        console.Write(table);
        console.WriteLine($"seed {options.Seed}: {result.Kills.Count} kills, {result.Repeated} messages delivered again out of order");
        console.WriteLine(
            $"{result.Work.Requests} requests: {result.Work.Answered} answered, {result.Work.Refused} refused, {result.Work.Failed} failed, {result.Work.Retries} retries");
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"answered after {result.Answered.TotalSeconds:0} s, recovered after {result.Recovered.TotalSeconds:0} s, audited after {result.Audited.TotalSeconds:0} s"));
        foreach (var (reason, count) in result.Work.Reasons)
            console.WriteLine($"  {reason}: {count}");
        console.WriteLine(
            $"{result.Audit.UsageRecords} usage records, {result.Audit.ProviderRecords} provider records, difference {result.Audit.DifferenceTokens} tokens, {result.Audit.DifferenceNanos} nanos");
        foreach (var finding in result.Audit.Findings.Concat(result.SetAside))
            console.MarkupLineInterpolated($"[red]{finding}[/]");
        console.WriteLine(result.Audit.Line);
    }
}
