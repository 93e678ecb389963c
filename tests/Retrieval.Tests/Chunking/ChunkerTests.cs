using Microsoft.Extensions.Options;
using Tollgate.Retrieval.Chunking;
using Tollgate.Retrieval.Reading;
using Tollgate.Tokens;

namespace Tollgate.Retrieval.Tests.Chunking;

public sealed class ChunkerTests
{
    private static readonly TextTokenizer Tokenizer = TextTokenizer.For(TokenEncoding.O200kBase);
    private static readonly ChunkingOptions Sizes = new();
    private readonly Chunker chunker = new(Options.Create(Sizes));

    [Fact]
    public void A_short_document_is_one_passage() =>
        Assert.Equal(("", "One.\n\nTwo."), Single(chunker.Cut(PlainTextReader.Read("One.\n\nTwo."))));

    [Fact]
    public void Sections_stand_alone_and_tiny_ones_join_the_next()
    {
        var chunks = chunker.Cut(MarkdownReader.Read($"# T\n\n## Tiny\n\nShort.\n\n## Long\n\n{Sentences(12)}\n\n## Other\n\n{Sentences(12)}"));

        Assert.Equal(["", "Other"], chunks.Select(chunk => chunk.Section));
        Assert.StartsWith("Tiny\n\nShort.\n\nLong\n\n", chunks[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_passage_that_spans_subsections_names_what_they_share()
    {
        var chunk = Assert.Single(chunker.Cut(MarkdownReader.Read("# T\n\n## Claims\n\n### Filing\n\nFile it.\n\n### Paying\n\nPay it.")));

        Assert.Equal(("Claims", "Filing\n\nFile it.\n\nPaying\n\nPay it."), (chunk.Section, chunk.Text));
    }

    [Fact]
    public void A_paragraph_up_to_the_hard_limit_stays_whole()
    {
        var paragraph = Sentences(35);
        Assert.InRange(Tokenizer.Count(paragraph), Sizes.TargetTokens + 1, Sizes.MaxTokens);

        Assert.Equal(paragraph, Assert.Single(chunker.Cut(PlainTextReader.Read(paragraph))).Text);
    }

    [Fact]
    public void The_parts_of_a_long_paragraph_overlap_by_whole_sentences()
    {
        var chunks = chunker.Cut(PlainTextReader.Read(Sentences(200)));

        Assert.True(chunks.Count > 3);
        for (var i = 1; i < chunks.Count; i++)
        {
            var opening = chunks[i].Text[..(chunks[i].Text.IndexOf('.', StringComparison.Ordinal) + 1)];
            Assert.Contains(opening, chunks[i - 1].Text, StringComparison.Ordinal);
            Assert.StartsWith("Rule ", opening, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_parts_of_a_long_table_each_carry_its_header()
    {
        var rows = string.Join('\n', Enumerable.Range(1, 200).Select(i => $"| Plan {i} | ${i * 10} |"));
        var chunks = chunker.Cut(MarkdownReader.Read($"# T\n\n| Plan | Deductible |\n|---|---|\n{rows}"));

        Assert.True(chunks.Count > 3);
        Assert.All(chunks, chunk => Assert.StartsWith("| Plan | Deductible |\n|---|---|\n| Plan ", chunk.Text, StringComparison.Ordinal));
        Assert.Equal(200, chunks.Sum(chunk => chunk.Text.Split('\n').Length - 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_passage_is_too_large_and_no_word_is_lost(int seed)
    {
        var random = new Random(seed);
        var markdown = string.Concat(Enumerable.Range(0, 60).Select(i => random.Next(6) switch
        {
            0 => $"\n{new string('#', random.Next(1, 6))} Heading {i} {new string('h', random.Next(0, 400))}\n\n",
            1 => string.Concat(Enumerable.Range(0, random.Next(1, 120)).Select(n => $"- item w{seed}x{i}x{n}\n")) + "\n",
            2 => $"```\n{string.Join('\n', Enumerable.Range(0, random.Next(1, 200)).Select(n => $"code w{seed}x{i}x{n}"))}\n```\n\n",
            3 => $"| a | b |\n|---|---|\n{string.Concat(Enumerable.Range(0, random.Next(1, 80)).Select(n => $"| w{seed}x{i}x{n} | é |\n"))}\n",
            4 => $"w{seed}x{i}{new string((char)random.Next(0x4E00, 0x9000), random.Next(1, 3000))}\n\n",
            _ => string.Concat(Enumerable.Range(0, random.Next(1, 300)).Select(n => $"w{seed}x{i}x{n}{(n % 9 == 8 ? ". T" : "")} ")) + "\n\n",
        }));

        var chunks = chunker.Cut(MarkdownReader.Read(markdown));

        Assert.All(chunks, chunk => Assert.Equal(Tokenizer.Count(chunk.Text), chunk.Tokens));
        Assert.All(chunks, chunk => Assert.InRange(chunk.Tokens, 1, Sizes.MaxTokens));
        var all = string.Join('\n', chunks.Select(chunk => chunk.Text));
        var words = markdown.Split([' ', '\n', '.', '|'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith($"w{seed}x", StringComparison.Ordinal));
        Assert.All(words.Select(word => new string([.. word.TakeWhile(char.IsAscii)])), word => Assert.Contains(word, all, StringComparison.Ordinal));
    }

    private static string Sentences(int count) =>
        string.Join(' ', Enumerable.Range(1, count).Select(i => $"Rule {i} says that claim number {i} waits."));

    private static (string, string) Single(List<Chunk> chunks) => (Assert.Single(chunks).Section, chunks[0].Text);
}
