using Tollgate.Retrieval.Reading;
using Tollgate.Tokens;

namespace Tollgate.Retrieval.Chunking;

/// <summary>Cuts a block that is too large for one passage: prose between sentences, lists, tables and code between lines.</summary>
internal sealed class BlockSplitter(ChunkingOptions options, TextTokenizer tokenizer)
{
    /// <summary>Parts of at most <see cref="ChunkingOptions.MaxTokens"/>, in order.</summary>
    public IEnumerable<string> Split(Block block)
    {
        var isProse = block.Kind == BlockKind.Paragraph;
        var units = isProse ? Sentences.Split(block.Text) : block.Text.Split('\n');
        var header = string.Join('\n', units.Take(block.HeaderLines));
        // A header that leaves no room for rows is treated as a row.
        if (tokenizer.Count(header) > options.TargetTokens / 2)
            header = "";
        var rows = header.Length == 0 ? units : units.Skip(block.HeaderLines);
        return Pack(rows.SelectMany(Shorten), isProse ? " " : "\n", header, isProse ? options.OverlapTokens : 0);
    }

    private IEnumerable<string> Pack(IEnumerable<string> units, string separator, string header, int overlap)
    {
        var part = new List<(string Text, int Tokens)>();
        var room = options.TargetTokens - (header.Length == 0 ? 0 : tokenizer.Count(header) + 1);
        var size = 0;
        foreach (var unit in units)
        {
            // One more for the separator, which may or may not become a token of its own.
            var tokens = tokenizer.Count(unit) + 1;
            if (part.Count > 0 && size + tokens > room)
            {
                yield return Join(part, separator, header);
                part = Tail(part, Math.Min(overlap, room - tokens));
                size = part.Sum(sentence => sentence.Tokens);
            }
            part.Add((unit, tokens));
            size += tokens;
        }
        if (part.Count > 0)
            yield return Join(part, separator, header);
    }

    private static string Join(List<(string Text, int Tokens)> part, string separator, string header)
    {
        var text = string.Join(separator, part.Select(unit => unit.Text));
        return header.Length == 0 ? text : $"{header}\n{text}";
    }

    private static List<(string Text, int Tokens)> Tail(List<(string Text, int Tokens)> part, int tokens)
    {
        var start = part.Count;
        for (var size = 0; start > 1 && size + part[start - 1].Tokens <= tokens; start--)
            size += part[start - 1].Tokens;
        return part[start..];
    }

    // A single sentence or line may itself be too large: a minified page, a text without punctuation.
    private IEnumerable<string> Shorten(string unit)
    {
        var limit = options.TargetTokens / 2;
        while (unit.Length > 0)
        {
            var head = tokenizer.Truncate(unit, limit);
            if (head.Length == unit.Length)
            {
                yield return unit;
                yield break;
            }
            var space = head.LastIndexOf(' ');
            var cut = space > head.Length / 2 ? space : Math.Max(head.Length, 1);
            if (char.IsHighSurrogate(unit[cut - 1]) && cut < unit.Length)
                cut++;
            yield return unit[..cut].TrimEnd();
            unit = unit[cut..].TrimStart();
        }
    }
}
