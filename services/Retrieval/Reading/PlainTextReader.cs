using System.Text.RegularExpressions;

namespace Tollgate.Retrieval.Reading;

/// <summary>Reads plain text: an empty line ends a paragraph, and a short first line on its own is the title.</summary>
internal static partial class PlainTextReader
{
    private const int LongestTitle = 120;

    public static ReadDocument Read(string text)
    {
        var collector = new BlockCollector();
        var paragraphs = EmptyLine().Split(text.ReplaceLineEndings("\n"));
        for (var i = 0; i < paragraphs.Length; i++)
        {
            var paragraph = paragraphs[i].Trim();
            if (i == 0 && paragraphs.Length > 1 && LooksLikeTitle(paragraph))
                collector.Heading(1, paragraph);
            else
                collector.Block(BlockKind.Paragraph, paragraph);
        }
        return collector.Finish();
    }

    private static bool LooksLikeTitle(string paragraph) =>
        paragraph.Length is > 0 and <= LongestTitle && !paragraph.Contains('\n', StringComparison.Ordinal) && paragraph[^1] is not ('.' or '!' or '?' or ':' or ';');

    [GeneratedRegex(@"\n[ \t]*\n")]
    private static partial Regex EmptyLine();
}
