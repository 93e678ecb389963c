using Tollgate.Tokens;

namespace Tollgate.Inference.Charges;

/// <summary>
/// Names of lines: "gpt-4.1-mini-2025-04-14, input" is the model that the book prices it as, by our own calls' provider first, then by
/// anybody's. A line that names no model is itself.
/// </summary>
internal sealed class LineItems(PriceBook book, IReadOnlyList<SettledDay> ours)
{
    public string Of(string line)
    {
        var name = line.Split(',')[0].Trim();
        if (Entry(name) is { } entry)
            return entry.Model;
        return ours.Any(day => day.Model == name) ? name : line;
    }

    public PriceEntry? PriceOf(string line, DateTimeOffset time) => Entry(line) is { } entry ? book.Find(entry.Provider, entry.Model, time) : null;

    private PriceEntry? Entry(string name)
    {
        var matches = book.Entries.Where(entry => entry.Model == name || entry.Aliases.Contains(name)).ToArray();
        return matches.FirstOrDefault(entry => ours.Any(day => day.Provider == entry.Provider)) ?? matches.FirstOrDefault();
    }
}
