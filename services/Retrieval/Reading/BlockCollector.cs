namespace Tollgate.Retrieval.Reading;

/// <summary>Gathers blocks while a reader walks a document, and keeps the path of headings.</summary>
internal sealed class BlockCollector
{
    // Headings are repeated in every passage below them; one that is longer is prose in the wrong place.
    private const int LongestHeading = 200;

    private readonly List<Block> blocks = [];
    private readonly List<(int Level, string Text)> path = [];
    private string[] headings = [];
    private string title = "";

    public void Heading(int level, string text)
    {
        if (text.Length == 0)
            return;
        if (text.Length > LongestHeading)
            text = text[..(char.IsHighSurrogate(text[LongestHeading - 1]) ? LongestHeading - 1 : LongestHeading)];
        path.RemoveAll(heading => heading.Level >= level);
        if (title.Length == 0 && blocks.Count == 0 && path.Count == 0)
        {
            // The heading a document opens with names the whole of it; repeating it in every section says nothing.
            title = text;
            return;
        }
        path.Add((level, text));
        headings = [.. path.Select(heading => heading.Text)];
    }

    public void Block(BlockKind kind, string text, int headerLines = 0)
    {
        text = kind == BlockKind.Code ? text.TrimEnd() : text.Trim();
        if (text.Length > 0)
            blocks.Add(new Block(kind, headings, text, headerLines));
    }

    public ReadDocument Finish(string? title = null) => new(title is { Length: > 0 } ? title : this.title, blocks);
}
