using AngleSharp.Dom;
using Tollgate.Console.Tests.Host;

namespace Tollgate.Console.Tests.Pages;

public sealed class PagesTests(ConsoleFixture fixture) : IClassFixture<ConsoleFixture>
{
    [Fact]
    public async Task The_overview_shows_cost_baseline_and_what_was_saved()
    {
        var page = await PageAsync("/");

        var figures = Words(page, ".cards");
        Assert.Contains("$2.0000", figures, StringComparison.Ordinal);
        Assert.Contains("$8.0000", figures, StringComparison.Ordinal);
        Assert.Contains("75.0", figures, StringComparison.Ordinal);
        Assert.Contains("41", figures, StringComparison.Ordinal);
        Assert.Contains("simulated", Words(page, "main"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_statement_shows_its_lines_and_its_total()
    {
        var page = await PageAsync("/tenants/acme");

        Assert.Contains("Input, small models", Words(page, "table"), StringComparison.Ordinal);
        Assert.Contains("1,234,567", Words(page, "table"), StringComparison.Ordinal);
        Assert.Contains("$123.45", Words(page, "tfoot"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_shows_what_is_settled_held_and_left()
    {
        var page = await PageAsync("/budgets");

        var budget = Words(page, "article.budget");
        foreach (var expected in (string[])["hard", "limit $10.0000", "$6.0000", "$1.0000", "$3.0000", "50%: cheaper model, crossed"])
            Assert.Contains(expected, budget, StringComparison.Ordinal);
        Assert.Equal("60 percent settled, 10 percent held", page.QuerySelector(".budget-bar")!.GetAttribute("aria-label"));
    }

    [Fact]
    public async Task A_budget_shows_where_it_is_heading_as_an_estimate()
    {
        var page = await PageAsync("/budgets");

        var budget = Words(page, "article.budget");
        foreach (var expected in (string[])["By the end of the month, estimated", "$11.0000 ($9.0000 to $14.0000)", "expected to be used up 28 Nov 2026 14:30 UTC"])
            Assert.Contains(expected, budget, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usage?group=model&range=month", "gpt-4.1-mini")]
    [InlineData("/usage?group=day", "2026-11-25")]
    [InlineData("/usage?group=nonsense&range=nonsense&tenant=acme", "gpt-4.1-mini")]
    public async Task Usage_can_be_grouped_and_anything_unknown_is_the_default(string path, string group)
    {
        var page = await PageAsync(path);

        Assert.Contains(group, Words(page, "tbody"), StringComparison.Ordinal);
        Assert.Contains("$2.0000", Words(page, "tfoot"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_say_whether_they_are_simulated()
    {
        var page = await PageAsync("/models");

        Assert.Contains("2026-11-20", Words(page, "main"), StringComparison.Ordinal);
        Assert.Contains("simulated", Words(page, "tbody"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Names_are_text_and_never_markup()
    {
        using var browser = await fixture.App.SignedInAsync();

        var html = await browser.GetStringAsync(new Uri("/tenants", UriKind.Relative));

        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("Acme &lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_tenant_is_said_to_be_unknown()
    {
        var page = await PageAsync("/tenants/nobody");

        Assert.Equal("There is no such tenant.", Words(page, "[role=alert]"));
    }

    [Theory]
    [InlineData("metering", "/")]
    [InlineData("metering", "/budgets")]
    [InlineData("metering", "/usage")]
    [InlineData("billing", "/tenants/acme")]
    [InlineData("routing", "/models")]
    public async Task A_service_that_is_away_leaves_a_notice_and_never_a_zero(string away, string path)
    {
        await using var app = fixture.Start(away);
        using var browser = await app.SignedInAsync();

        var page = await ConsoleApp.PageAsync(browser, path);

        Assert.Contains("did not answer", Words(page, "[role=alert]"), StringComparison.Ordinal);
        Assert.DoesNotContain("$0.00", Words(page, "main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_page_says_which_service_did_not_answer()
    {
        await using var app = fixture.Start("billing");
        using var browser = await app.SignedInAsync();

        var page = await ConsoleApp.PageAsync(browser, "/audit");

        Assert.Contains("nothing can be said", Words(page, ".verdict"), StringComparison.Ordinal);
        Assert.Contains("did not answer", Words(page, "tbody"), StringComparison.Ordinal);
    }

    private async Task<IDocument> PageAsync(string path)
    {
        using var browser = await fixture.App.SignedInAsync();
        return await ConsoleApp.PageAsync(browser, path);
    }

    private static string Words(IDocument page, string selector) => string.Join(
        ' ', page.QuerySelectorAll(selector).SelectMany(element => element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}
