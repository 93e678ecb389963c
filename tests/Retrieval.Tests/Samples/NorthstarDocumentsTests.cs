using Microsoft.Extensions.Options;
using Tollgate.Retrieval.Chunking;
using Tollgate.Retrieval.Index;
using Tollgate.Retrieval.Ingestion;
using Tollgate.Retrieval.Search;
using Tollgate.Testing;

namespace Tollgate.Retrieval.Tests.Samples;

public sealed class NorthstarDocumentsTests : IDisposable
{
    private static readonly Dictionary<string, string> Types = new() { [".md"] = "text/markdown", [".txt"] = "text/plain", [".html"] = "text/html" };
    private readonly KnowledgeIndex index = new();

    public NorthstarDocumentsTests()
    {
        var chunker = new Chunker(Options.Create(new ChunkingOptions()));
        index.Apply(
            Directory.EnumerateFiles(RepositoryRoot.Combine("samples/northstar/documents")).ToDictionary(file => Path.GetFileName(file)!, file =>
            {
                var document = MediaTypes.Read(Types[Path.GetExtension(file)], File.ReadAllText(file));
                return chunker.Cut(document).Select((chunk, i) =>
                    new IndexedChunk(Path.GetFileName(file), i, document.Title, chunk.Section, "", chunk.Text, chunk.Tokens)).ToList();
            }),
            1);
    }

    public void Dispose() => index.Dispose();

    [Theory]
    [InlineData("Within how many days must an in-network provider file a claim?", "claims-deadlines.md", "within 90 days of the date of service")]
    [InlineData("How long does a member have to file a second-level appeal?", "appeals.md", "60 days to file a second-level appeal")]
    [InlineData("When is the emergency department copayment waived?", "emergency-care.md", "admitted to the hospital within 24 hours")]
    [InlineData("What is the most I pay for insulin?", "formulary.html", "at most $35")]
    [InlineData("What does the Global Traveler rider cost?", "travel.html", "$48 per month")]
    [InlineData("How long are conversations with the copilot kept?", "privacy-notice.txt", "kept for 30 days")]
    [InlineData("A baby of ten weeks has a fever. Which level?", "intake-triage.txt", "100.4 F in a baby")]
    [InlineData("What is the individual deductible of Choice Silver?", "coverage-policy.md", "| Choice Silver | $3,200 |")]
    [InlineData("Are knee MRI scans subject to conservative treatment first?", "prior-authorization.md", "6 weeks of conservative treatment")]
    [InlineData("How much of my gym membership is refunded?", "wellness-program.md", "refunds $20 per month")]
    public void The_passage_that_answers_a_question_is_among_the_first_three(string question, string document, string fact)
    {
        var hits = PassagePacking.Pack(index.SearchWords(question, 50).Hits, tokenBudget: 1200, limit: 8);

        Assert.Contains(hits.Take(3), hit => hit.Chunk.DocumentId == document && Flat(hit.Chunk.ReadText()).Contains(fact, StringComparison.Ordinal));
        Assert.InRange(hits.Sum(hit => hit.Chunk.Tokens), 1, 1200);
    }

    [Fact]
    public void What_frames_a_page_is_not_part_of_it()
    {
        Assert.DoesNotContain(index.SearchWords("console.log part of the document border collapse Home Plans", 100).Hits, hit =>
            hit.Chunk.ReadText().Contains("console", StringComparison.Ordinal) || hit.Chunk.ReadText().Contains("collapse", StringComparison.Ordinal));
    }

    private static string Flat(string text) => text.Replace('\n', ' ');
}
