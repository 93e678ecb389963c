using System.IO.Compression;
using System.Text.Json;
using Tollgate.Testing;

namespace Tollgate.Retrieval.Tests.Quality;

/// <summary>A public test collection: documents, questions and which documents answer them.</summary>
internal sealed class TestCollection
{
    public required IReadOnlyList<(string Id, string Title, string Text)> Documents { get; init; }

    public required IReadOnlyList<(string Id, string Text)> Queries { get; init; }

    public required ILookup<string, string> Relevant { get; init; }

    public static TestCollection Read(string folder, string corpus, string queries, string? qrels)
    {
        var asked = Lines(SharedData.Path($"ir/{folder}/{queries}")).ToList();
        return new TestCollection
        {
            Documents = [.. Lines(SharedData.Path($"ir/{folder}/{corpus}")).Select(line => (Text(line, "_id"), Text(line, "title"), Text(line, "text")))],
            Queries = [.. asked.Select(line => (Text(line, "_id"), Text(line, "text")))],
            Relevant = qrels is null
                ? asked.ToLookup(line => Text(line, "_id"), line => Text(line, "doc_id"))
                : File.ReadLines(SharedData.Path($"ir/{folder}/{qrels}")).Skip(1).Select(line => line.Split(','))
                    .Where(row => row[2] != "0").ToLookup(row => row[0], row => row[1]),
        };
    }

    private static string Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static IEnumerable<JsonElement> Lines(string path)
    {
        using Stream file = File.OpenRead(path);
        using var stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return JsonDocument.Parse(line).RootElement;
    }
}
