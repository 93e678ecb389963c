namespace Tollgate.Contracts.Tests.Baselines;

/// <summary>
/// What a contract promises, as lines of <c>name = definition</c> (or a name alone). A name that goes or a definition that changes is a breaking change; a
/// new name is an addition.
/// </summary>
internal sealed class Surface
{
    private const string Separator = " = ";
    private readonly SortedDictionary<string, string> lines = new(StringComparer.Ordinal);

    public int Count => lines.Count;

    public void Add(string name, string definition) => lines.Add(name, definition);

    public static Surface Parse(string text)
    {
        var surface = new Surface();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#')))
        {
            var parts = line.Split(Separator, 2);
            surface.Add(parts[0], parts.ElementAtOrDefault(1) ?? "");
        }

        return surface;
    }

    /// <summary>What of the baseline does not hold in the current surface any more.</summary>
    public static IReadOnlyList<string> Breaks(Surface baseline, Surface current) =>
    [
        .. baseline.lines
            .Where(line => current.lines.GetValueOrDefault(line.Key) != line.Value)
            .Select(line => current.lines.TryGetValue(line.Key, out var now)
                ? $"{line.Key} was '{line.Value}' and is '{now}'"
                : $"{Print(line)} is gone"),
        .. current.lines
            .Where(line => !baseline.lines.ContainsKey(line.Key) && IsNewDemand(baseline, line))
            .Select(line => $"{line.Key} is required and messages of before do not have it"),
    ];

    /// <summary>What the baseline does not know yet.</summary>
    public static IReadOnlyList<string> Additions(Surface baseline, Surface current) =>
        [.. current.lines.Where(line => !baseline.lines.ContainsKey(line.Key)).Select(Print)];

    public override string ToString() =>
        "# Written by the contract tests; see contracts/README.md.\n" + string.Concat(lines.Select(line => $"{Print(line)}\n"));

    private static string Print(KeyValuePair<string, string> line) => line.Value.Length == 0 ? line.Key : $"{line.Key}{Separator}{line.Value}";

    // Required in an event that exists already; in a new one everything may be.
    private static bool IsNewDemand(Surface baseline, KeyValuePair<string, string> line) =>
        line.Key.StartsWith(EventSurface.PropertyPrefix, StringComparison.Ordinal)
        && line.Value.EndsWith(EventSurface.RequiredMark, StringComparison.Ordinal)
        && baseline.lines.ContainsKey(EventSurface.OwnerOf(line.Key));
}
