namespace Tollgate.Retrieval.Reading;

/// <summary>What a block of a document is: it decides where a long one may be cut.</summary>
internal enum BlockKind
{
    /// <summary>Prose; may be cut between sentences.</summary>
    Paragraph,

    /// <summary>May be cut between items, one per line.</summary>
    List,

    /// <summary>May be cut between rows; the first <see cref="Block.HeaderLines"/> lines belong to every part.</summary>
    Table,

    /// <summary>May be cut between lines.</summary>
    Code,
}

/// <summary>A piece of a document that belongs together.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Headings">The headings above it, outermost first.</param>
/// <param name="Text">Its text, without surrounding white space.</param>
/// <param name="HeaderLines">Lines that head a table.</param>
internal sealed record Block(BlockKind Kind, IReadOnlyList<string> Headings, string Text, int HeaderLines = 0);

/// <summary>A document as it was read: its own title, empty when it has none, and its blocks in reading order.</summary>
internal sealed record ReadDocument(string Title, IReadOnlyList<Block> Blocks);
