using System.Globalization;

namespace Tollgate.Cli.Traces;

/// <summary>A request of recorded traffic.</summary>
/// <param name="At">When, counted from the first.</param>
/// <param name="ContextTokens">Tokens of the prompt.</param>
/// <param name="GeneratedTokens">Tokens of the answer.</param>
public sealed record TraceRow(TimeSpan At, int ContextTokens, int GeneratedTokens);

/// <summary>Reads traces: CSV with a header and the columns timestamp, context tokens, generated tokens.</summary>
public static class TraceReader
{
    /// <summary>Reads at most <paramref name="limit"/> rows. Says the line when one is not as it must be.</summary>
    public static IReadOnlyList<TraceRow> Read(string path, int limit)
    {
        if (!File.Exists(path))
            throw new CliException($"There is no trace file at {path}.");
        var rows = new List<TraceRow>();
        DateTime? first = null;
        var number = 1;
        foreach (var line in File.ReadLines(path).Skip(1).Take(limit))
        {
            number++;
            var cells = line.Split(',');
            if (cells.Length < 3
                || !DateTime.TryParse(cells[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
                || !int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var context) || context < 1
                || !int.TryParse(cells[2], NumberStyles.None, CultureInfo.InvariantCulture, out var generated) || generated < 1)
            {
                throw new CliException($"{path}, line {number}: expected 'timestamp, context tokens, generated tokens' with counts of at least 1.");
            }

            first ??= at;
            rows.Add(new TraceRow(at - first.Value, context, generated));
        }

        return rows.Count > 0 ? rows : throw new CliException($"{path} has no rows.");
    }
}
