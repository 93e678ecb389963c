using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Tollgate.Retrieval.Reading;

/// <summary>Reads HTML: headings, paragraphs, lists, tables and preformatted text; scripts, styles, navigation and forms are left out.</summary>
internal static class HtmlReader
{
    private const int MaxDepth = 512;

    public static ReadDocument Read(string html)
    {
        using var document = new HtmlParser().ParseDocument(html);
        var collector = new BlockCollector();
        Walk(document.Body, collector);
        return collector.Finish(Collapse(document.Title ?? ""));
    }

    /// <summary>Reads a fragment into the blocks of a surrounding document.</summary>
    public static void ReadInto(string html, BlockCollector collector)
    {
        using var document = new HtmlParser().ParseDocument(html);
        Walk(document.Body, collector);
    }

    private static void Walk(IElement? body, BlockCollector collector)
    {
        if (body is null)
            return;
        var text = new StringBuilder();
        Walk(body, text, collector, depth: 0);
        Flush(text, collector);
    }

    private static void Walk(INode parent, StringBuilder text, BlockCollector collector, int depth)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText inline)
                text.Append(inline.Data);
            else if (node is IElement element && depth < MaxDepth)
                Visit(element, text, collector, depth + 1);
        }
    }

    private static void Visit(IElement element, StringBuilder text, BlockCollector collector, int depth)
    {
        switch (element.LocalName)
        {
            case "script" or "style" or "nav" or "noscript" or "template" or "form" or "button" or "svg" or "iframe" or "head":
                return;
            case "br":
                text.Append(' ');
                return;
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                Flush(text, collector);
                collector.Heading(element.LocalName[1] - '0', Collapse(element.TextContent));
                return;
            case "ul" or "ol":
                Flush(text, collector);
                collector.Block(BlockKind.List, HtmlStructures.List(element));
                return;
            case "table":
                Flush(text, collector);
                collector.Block(BlockKind.Table, HtmlStructures.Table(element, out var headerLines), headerLines);
                return;
            case "pre":
                Flush(text, collector);
                collector.Block(BlockKind.Code, element.TextContent);
                return;
        }

        var isBlock = IsBlock(element.LocalName);
        if (isBlock)
            Flush(text, collector);
        Walk(element, text, collector, depth);
        if (isBlock)
            Flush(text, collector);
    }

    private static bool IsBlock(string name) => name is
        "p" or "div" or "section" or "article" or "main" or "header" or "footer" or "aside" or "blockquote" or "figure" or "figcaption" or
        "address" or "dl" or "dt" or "dd" or "details" or "summary" or "fieldset" or "hr" or "body";

    private static void Flush(StringBuilder text, BlockCollector collector)
    {
        collector.Block(BlockKind.Paragraph, Collapse(text.ToString()));
        text.Clear();
    }

    internal static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
