using System.Runtime.InteropServices;

namespace Tollgate.Retrieval.Analysis;

/// <summary>How often each search term occurs in a text.</summary>
internal sealed class TermCounts
{
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>Terms with their number of occurrences.</summary>
    public IReadOnlyDictionary<string, int> Terms => counts;

    /// <summary>Number of terms, repetitions included.</summary>
    public int Length { get; private set; }

    /// <summary>Counts the terms of one text, or of several as if they were one.</summary>
    public static TermCounts Of(params ReadOnlySpan<string> texts)
    {
        var result = new TermCounts();
        foreach (var text in texts)
            result.Add(text);
        return result;
    }

    private void Add(ReadOnlySpan<char> text)
    {
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        var reader = new TermReader(text, stackalloc char[TermReader.MaxTermLength]);
        while (reader.MoveNext())
        {
            CollectionsMarshal.GetValueRefOrAddDefault(lookup, reader.Current, out _)++;
            Length++;
        }
    }
}
