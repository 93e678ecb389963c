using System.Text;
using Tollgate.Retrieval.Reading;
using Tollgate.Tokens;

namespace Tollgate.Retrieval.Chunking;

/// <summary>A passage being put together. Where it spans sections, it names the part of the path they share and shows the rest as lines.</summary>
internal sealed class ChunkDraft
{
    private const int BetweenBlocks = 2;

    private readonly List<Block> blocks = [];

    /// <summary>Tokens of the blocks so far, a little more than they will be once joined.</summary>
    public int Tokens { get; private set; }

    /// <summary>Headings above the last block.</summary>
    public IReadOnlyList<string> Headings => blocks.Count == 0 ? [] : blocks[^1].Headings;

    /// <summary>Tokens with one more block, and with the heading lines that are shown once a passage spans sections.</summary>
    public int TokensWith(Block block, int tokens, TextTokenizer tokenizer)
    {
        var paths = blocks.Append(block).Select(each => string.Join(" > ", each.Headings)).Distinct().ToList();
        return Tokens + tokens + BetweenBlocks + (paths.Count == 1 ? 0 : paths.Sum(path => tokenizer.Count(path) + BetweenBlocks));
    }

    public void Add(Block block, int tokens)
    {
        blocks.Add(block);
        Tokens += tokens + BetweenBlocks;
    }

    public Chunk Finish(TextTokenizer tokenizer)
    {
        var shared = SharedDepth();
        var text = new StringBuilder();
        IReadOnlyList<string> shown = [];
        foreach (var block in blocks)
        {
            if (text.Length > 0)
                text.Append("\n\n");
            if (block.Headings.Count > shared && !block.Headings.SequenceEqual(shown))
                text.Append(string.Join(" > ", block.Headings.Skip(shared))).Append("\n\n");
            shown = block.Headings;
            text.Append(block.Text);
        }
        var joined = text.ToString();
        return new Chunk(string.Join(" > ", blocks[0].Headings.Take(shared)), joined, tokenizer.Count(joined));
    }

    private int SharedDepth()
    {
        var depth = blocks[0].Headings.Count;
        foreach (var block in blocks)
            depth = Math.Min(depth, blocks[0].Headings.Zip(block.Headings).TakeWhile(pair => pair.First == pair.Second).Count());
        return depth;
    }
}
