using System.Text;
using AngleSharp.Dom;

namespace Tollgate.Retrieval.Reading;

/// <summary>HTML lists and tables as plain lines.</summary>
internal static class HtmlStructures
{
    private const int MaxDepth = 32;

    /// <summary>One line per item; items of inner lists are indented.</summary>
    public static string List(IElement list)
    {
        var lines = new StringBuilder();
        AppendItems(list, lines, depth: 0);
        return lines.ToString();
    }

    /// <summary>One line per row, cells separated by bars.</summary>
    public static string Table(IElement table, out int headerLines)
    {
        var rows = table.QuerySelectorAll("tr").ToList();
        headerLines = rows.Count > 1 && rows[0].Children.All(cell => cell.LocalName == "th") ? 1 : 0;
        return string.Join('\n', rows.Select(row => string.Join(" | ", row.Children.Select(cell => HtmlReader.Collapse(cell.TextContent)))));
    }

    private static void AppendItems(IElement list, StringBuilder lines, int depth)
    {
        var number = 1;
        foreach (var item in list.Children.Where(child => child.LocalName == "li"))
        {
            var inner = item.Children.Where(child => child.LocalName is "ul" or "ol").ToList();
            var text = HtmlReader.Collapse(string.Concat(item.ChildNodes.Where(node => !inner.Contains(node)).Select(node => node.TextContent)));
            var mark = list.LocalName == "ol" ? $"{number++}." : "-";
            lines.Append(' ', depth * 2).Append(mark).Append(' ').Append(text).Append('\n');
            foreach (var nested in inner.Where(_ => depth < MaxDepth))
                AppendItems(nested, lines, depth + 1);
        }
    }
}
