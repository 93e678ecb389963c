using System.IO.Compression;
using System.Text.Json;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Corpus;

/// <summary>
/// Reads a folder of documents, or a collection in the usual retrieval layout: <c>corpus.jsonl[.gz]</c> (<c>_id, title, text</c>) with
/// <c>queries*.jsonl</c> (<c>_id, text</c>).
/// </summary>
public static class CorpusReader
{
    /// <summary>Reads documents and at most <paramref name="limit"/> queries.</summary>
    public static CorpusSet Read(string folder, int limit)
    {
        if (!Directory.Exists(folder))
            throw new CliException($"There is no folder {folder}.");
        var collection = Directory.GetFiles(folder, "corpus*.jsonl*").Order(StringComparer.Ordinal).FirstOrDefault();
        var documents = collection is null ? Files(folder) : Collection(collection);
        if (documents.Count == 0)
            throw new CliException($"{folder} has no documents: expected corpus.jsonl[.gz], or .md, .txt and .html files.");
        var queries = Directory.GetFiles(folder, "queries*.jsonl").Concat(Directory.GetFiles(folder, "qa*.jsonl"))
            .OrderBy(path => path, StringComparer.Ordinal)
            .SelectMany(path => Lines(path).Select(line => line.GetProperty("text").GetString()!))
            .Take(limit)
            .ToArray();
        // A folder without queries is asked for what its documents are about.
        return new CorpusSet(documents, queries.Length > 0 ? queries : [.. documents.Select(d => $"What does \"{d.Title}\" say?").Take(limit)]);
    }

    private static List<CorpusDocument> Collection(string path) => [.. Lines(path).Select(line => new CorpusDocument(
        line.GetProperty("_id").GetString()!,
        line.TryGetProperty("title", out var title) ? title.GetString() ?? "" : "",
        line.GetProperty("text").GetString()!,
        "text/plain"))
        .Where(document => !string.IsNullOrWhiteSpace(document.Text))];

    private static List<CorpusDocument> Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(MediaTypes.IsKnown)
        .Order(StringComparer.Ordinal)
        .Select(path => new CorpusDocument(
            Path.GetRelativePath(folder, path), Path.GetFileNameWithoutExtension(path).Replace('-', ' '), File.ReadAllText(path), MediaTypes.Of(path)))];

    private static IEnumerable<JsonElement> Lines(string path)
    {
        using Stream file = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress)
            : File.OpenRead(path);
        using var reader = new StreamReader(file);
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0)
                continue;
            JsonElement element;
            try
            {
                element = JsonDocument.Parse(line).RootElement;
            }
            catch (JsonException error)
            {
                throw new CliException($"{path}, line {number}: {error.Message}");
            }

            yield return element;
        }
    }
}
