using Tollgate.Retrieval.Reading;

namespace Tollgate.Retrieval.Tests.Reading;

public sealed class ReadersTests
{
    [Fact]
    public void Markdown_keeps_structure_and_drops_front_matter()
    {
        var document = MarkdownReader.Read(
            "---\ntitle: hidden\n---\n# Guide to `claims` &amp; appeals\n\nIntro.\n\n## Limits\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n### Deep\n\n```sql\nselect 1\n```\n\n## Next\n\n> quoted\n");

        Assert.Equal("Guide to claims & appeals", document.Title);
        Assert.Equal(
            [
                (BlockKind.Paragraph, "", "Intro."), (BlockKind.List, "Limits", "- one\n- two"), (BlockKind.Table, "Limits", "| a | b |\n|---|---|\n| 1 | 2 |"),
                (BlockKind.Code, "Limits > Deep", "```sql\nselect 1\n```"), (BlockKind.Paragraph, "Next", "> quoted"),
            ],
            document.Blocks.Select(block => (block.Kind, string.Join(" > ", block.Headings), block.Text)));
    }

    [Fact]
    public void Markdown_reads_embedded_html_as_html()
    {
        var document = MarkdownReader.Read("# T\n\n<div><p>shown &amp; said</p><script>alert('x')</script></div>\n\n<!-- note -->\n");

        Assert.Equal("shown & said", Assert.Single(document.Blocks).Text);
    }

    [Fact]
    public void Html_is_read_without_its_frame()
    {
        var document = HtmlReader.Read(
            "<html><head><title>The  title</title><style>p{}</style></head><body><nav>menu</nav><h1>Main</h1>loose <b>text</b><p>One<br>two</p>"
            + "<h2>Part</h2><ol><li>first<ul><li>inner</li></ul></li><li>second</li></ol><table><tr><th>k</th><th>v</th></tr><tr><td>a</td><td> 1 </td></tr></table>"
            + "<pre>x\n  y</pre><script>no()</script></body></html>");

        Assert.Equal("The title", document.Title);
        Assert.Equal(
            ["loose text", "One two", "1. first\n  - inner\n2. second", "k | v\na | 1", "x\n  y"], document.Blocks.Select(block => block.Text));
        Assert.Equal(["", "", "Part", "Part", "Part"], document.Blocks.Select(block => string.Join(" > ", block.Headings)));
    }

    [Fact]
    public void Plain_text_is_cut_at_empty_lines_and_may_open_with_a_title()
    {
        var document = PlainTextReader.Read("Privacy Notice\r\n\r\nFirst\r\nparagraph.\r\n \t\r\nSecond.");

        Assert.Equal("Privacy Notice", document.Title);
        Assert.Equal(["First\nparagraph.", "Second."], document.Blocks.Select(block => block.Text));
        Assert.Equal("", PlainTextReader.Read("Just a sentence.\n\nAnother.").Title);
    }

    [Fact]
    public void Deeply_nested_html_does_not_bring_the_process_down()
    {
        var document = HtmlReader.Read(string.Concat(Enumerable.Repeat("<div>", 20_000)) + "deep");

        Assert.NotNull(document);
    }

    [Fact]
    public void Deeply_nested_markdown_does_not_bring_the_process_down()
    {
        var error = Record.Exception(() => MarkdownReader.Read(new string('>', 20_000) + " deep\n" + new string('[', 20_000)));

        Assert.True(error is null or ArgumentException, error?.GetType().Name);
    }
}
