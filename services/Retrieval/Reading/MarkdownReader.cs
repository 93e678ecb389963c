using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Tollgate.Retrieval.Reading;

/// <summary>
/// Reads Markdown. Blocks keep their Markdown as written, which models read well; headings become the path, front matter is left out,
/// embedded HTML is read as HTML.
/// </summary>
internal static class MarkdownReader
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseYamlFrontMatter().UsePreciseSourceLocation().Build();

    public static ReadDocument Read(string markdown)
    {
        markdown = markdown.ReplaceLineEndings("\n");
        var collector = new BlockCollector();
        foreach (var block in Markdown.Parse(markdown, Pipeline))
            Read(block, markdown, collector);
        return collector.Finish();
    }

    private static void Read(Markdig.Syntax.Block block, string source, BlockCollector collector)
    {
        switch (block)
        {
            case YamlFrontMatterBlock or LinkReferenceDefinitionGroup or ThematicBreakBlock:
                break;
            case HeadingBlock heading:
                collector.Heading(heading.Level, PlainText(heading.Inline));
                break;
            case HtmlBlock html:
                HtmlReader.ReadInto(Slice(html, source), collector);
                break;
            case Table table:
                collector.Block(BlockKind.Table, Slice(table, source), headerLines: 2);
                break;
            case ListBlock list:
                collector.Block(BlockKind.List, Slice(list, source));
                break;
            case CodeBlock code:
                collector.Block(BlockKind.Code, Slice(code, source));
                break;
            default:
                collector.Block(BlockKind.Paragraph, Slice(block, source));
                break;
        }
    }

    private static string Slice(Markdig.Syntax.Block block, string source)
    {
        var end = Math.Min(block.Span.End + 1, source.Length);
        return block.Span.Start < end ? source[block.Span.Start..end] : "";
    }

    private static string PlainText(ContainerInline? inline)
    {
        var text = new StringBuilder();
        foreach (var leaf in inline?.Descendants<LeafInline>() ?? [])
        {
            _ = leaf switch
            {
                LiteralInline literal => text.Append(literal.Content.AsSpan()),
                CodeInline code => text.Append(code.Content),
                HtmlEntityInline entity => text.Append(entity.Transcoded.AsSpan()),
                AutolinkInline link => text.Append(link.Url),
                LineBreakInline => text.Append(' '),
                _ => text,
            };
        }
        return text.ToString().Trim();
    }
}
