using System.Collections.Frozen;
using Tollgate.Retrieval.Reading;

namespace Tollgate.Retrieval.Ingestion;

/// <summary>The kinds of document that can be read.</summary>
internal static class MediaTypes
{
    private static readonly FrozenDictionary<string, Func<string, ReadDocument>> Readers = new Dictionary<string, Func<string, ReadDocument>>
    {
        ["text/markdown"] = MarkdownReader.Read,
        ["text/plain"] = PlainTextReader.Read,
        ["text/html"] = HtmlReader.Read,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string Supported { get; } = string.Join(", ", Readers.Keys.Order(StringComparer.Ordinal));

    /// <summary>The type without its parameters, as in "text/html; charset=utf-8"; null when it cannot be read.</summary>
    public static string? Find(string mediaType)
    {
        var name = mediaType.Split(';')[0].Trim().ToLowerInvariant();
        return Readers.ContainsKey(name) ? name : null;
    }

    public static ReadDocument Read(string mediaType, string content) => Readers[mediaType](content);
}
