using Microsoft.Extensions.Options;
using Tollgate.Retrieval.Reading;
using Tollgate.Tokens;

namespace Tollgate.Retrieval.Chunking;

/// <summary>
/// Cuts a document into passages along its structure: blocks of a section share passages up to the target size, a new heading opens a
/// new passage unless the current one is still tiny, and only a block beyond the hard limit is cut.
/// </summary>
internal sealed class Chunker(IOptions<ChunkingOptions> options)
{
    private readonly ChunkingOptions sizes = options.Value;
    private readonly TextTokenizer tokenizer = TextTokenizer.For(TokenEncoding.O200kBase);

    public List<Chunk> Cut(ReadDocument document)
    {
        var splitter = new BlockSplitter(sizes, tokenizer);
        var chunks = new List<Chunk>();
        var draft = new ChunkDraft();
        foreach (var block in document.Blocks)
        {
            var tokens = tokenizer.Count(block.Text);
            if (draft.Tokens > 0 && (IsFull(draft, block, tokens) || StartsSection(draft, block)))
                Close();
            if (tokens <= sizes.MaxTokens)
            {
                draft.Add(block, tokens);
                continue;
            }
            foreach (var part in splitter.Split(block))
            {
                Close();
                draft.Add(block with { Text = part }, tokenizer.Count(part));
            }
        }
        Close();
        return chunks;

        void Close()
        {
            if (draft.Tokens > 0)
                chunks.Add(draft.Finish(tokenizer));
            draft = new ChunkDraft();
        }
    }

    // A tiny draft, such as one sentence before a list, goes with its neighbour as long as both fit under the hard limit together.
    private bool IsFull(ChunkDraft draft, Block block, int tokens) =>
        draft.TokensWith(block, tokens, tokenizer) > (draft.Tokens < sizes.MinTokens ? sizes.MaxTokens : sizes.TargetTokens);

    private bool StartsSection(ChunkDraft draft, Block block) =>
        draft.Tokens >= sizes.MinTokens && !draft.Headings.SequenceEqual(block.Headings);
}
