using System.IO.Compression;
using System.Text;
using Tollgate.Cli.Corpus;
using Tollgate.Testing;

namespace Tollgate.Cli.Tests;

public sealed class CorpusReaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tollgate-corpus-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_compressed_collection_is_read_with_its_queries()
    {
        using (var file = new GZipStream(File.Create(Path.Combine(folder, "corpus.jsonl.gz")), CompressionMode.Compress))
            file.Write(Encoding.UTF8.GetBytes("{\"_id\":\"1\",\"title\":\"T\",\"text\":\"Body\"}\n{\"_id\":\"2\",\"title\":\"Empty\",\"text\":\" \"}\n"));
        File.WriteAllText(Path.Combine(folder, "queries_test.jsonl"), "{\"_id\":\"q1\",\"text\":\"First?\"}\n{\"_id\":\"q2\",\"text\":\"Second?\"}\n");

        var corpus = CorpusReader.Read(folder, 1);

        Assert.Equal([new CorpusDocument("1", "T", "Body", "text/plain")], corpus.Documents);
        Assert.Equal(["First?"], corpus.Queries);
    }

    [Fact]
    public void A_folder_of_files_is_asked_about_its_documents()
    {
        File.WriteAllText(Path.Combine(folder, "claims-deadlines.md"), "# Claims");
        File.WriteAllText(Path.Combine(folder, "notes.bin"), "ignored");

        var corpus = CorpusReader.Read(folder, 10);

        Assert.Equal("claims-deadlines.md", Assert.Single(corpus.Documents).Id);
        Assert.Contains("claims deadlines", Assert.Single(corpus.Queries), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_line_is_named()
    {
        File.WriteAllText(Path.Combine(folder, "corpus.jsonl"), "{\"_id\":\"1\",\"text\":\"a\"}\n{oops\n");

        var error = Assert.Throws<CliException>(() => CorpusReader.Read(folder, 10));

        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Data", "shared")]
    public void The_scifact_collection_is_read_whole()
    {
        var corpus = CorpusReader.Read(SharedData.Path("ir/scifact"), 300);

        Assert.Equal(5183, corpus.Documents.Count);
        Assert.Equal(300, corpus.Queries.Count);
        Assert.Equal("0-dimensional biomaterials show inductive properties.", corpus.Queries[0]);
    }
}
