using System.Globalization;
using Spectre.Console;

namespace Tollgate.Cli.Fuzz;

/// <summary>Shows a fuzz run.</summary>
internal static class FuzzPrinter
{
    private const long Mebibyte = 1024 * 1024;

    public static void Print(IAnsiConsole console, FuzzOptions options, FuzzResult result, TimeSpan elapsed)
    {
        var answers = new Table().AddColumn("answered").AddColumn(new TableColumn("requests").RightAligned());
        foreach (var (answer, count) in result.Tally.Answers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            answers.AddRow(answer, count.ToString("N0", CultureInfo.InvariantCulture));
        console.Write(answers);

        var states = new Table().AddColumns("service", "memory, MiB", "files", "threads");
        foreach (var (before, after) in result.Warm.Zip(result.After))
            states.AddRow(before.Replica, $"{before.MemoryBytes / Mebibyte} → {after.MemoryBytes / Mebibyte}", $"{before.Files} → {after.Files}", $"{before.Threads} → {after.Threads}");
        console.Write(states);

        foreach (var finding in result.Findings)
            console.MarkupLineInterpolated($"[red]{finding}[/]");
        console.WriteLine(result.Audit.Line);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"seed {options.Seed}: {result.Tally.Requests} requests in {elapsed.TotalSeconds:0} s, {result.Findings.Count} findings"));
    }
}
