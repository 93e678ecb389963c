using System.Net;
using Tollgate.Console.Tests.Host;

namespace Tollgate.Console.Tests.SignIn;

public sealed class SessionTests(ConsoleFixture fixture) : IClassFixture<ConsoleFixture>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/tenants")]
    [InlineData("/tenants/acme")]
    [InlineData("/budgets")]
    [InlineData("/usage")]
    [InlineData("/models")]
    [InlineData("/audit")]
    public async Task Nobody_sees_a_page_without_signing_in(string path)
    {
        using var browser = fixture.App.Browser();

        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal($"/sign-in?to={Uri.EscapeDataString(path)}", answer.Headers.Location!.PathAndQuery);
        Assert.Empty(await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_wrong_key_opens_nothing_and_is_not_repeated()
    {
        await using var app = fixture.Start();
        using var browser = app.Browser();

        using var answer = await ConsoleApp.SignInAsync(browser, "canary-wrong-key");

        Assert.StartsWith("/sign-in?wrong=true", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", answer.Headers.Location.OriginalString, StringComparison.Ordinal);
        using var page = await browser.GetAsync(new Uri("/budgets", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, page.StatusCode);
    }

    [Theory]
    [InlineData("/budgets", "/budgets")]
    [InlineData("https://elsewhere.example/", "/")]
    [InlineData("//elsewhere.example", "/")]
    [InlineData("/\\elsewhere.example", "/")]
    public async Task Signing_in_leads_to_a_page_of_this_site_only(string asked, string leads)
    {
        await using var app = fixture.Start();
        using var browser = app.Browser();

        using var answer = await ConsoleApp.SignInAsync(browser, ConsoleApp.AdminKey, asked);

        Assert.Equal(leads, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_key_without_the_forms_token_is_not_enough()
    {
        using var browser = fixture.App.Browser();

        using var answer = await browser.PostAsync(
            new Uri("/session", UriKind.Relative), new FormUrlEncodedContent([KeyValuePair.Create("key", ConsoleApp.AdminKey)]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Guessing_is_stopped_after_ten_tries_a_minute()
    {
        await using var app = fixture.Start();
        using var browser = app.Browser();
        var answers = new List<HttpStatusCode>();

        // Twenty one after the other: even when the minute turns over among them, some window sees more than ten.
        for (var i = 0; i < 21; i++)
        {
            using var answer = await ConsoleApp.SignInAsync(browser, $"guess-{i}");
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Redirect, answers[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        await using var app = fixture.Start();
        using var browser = await app.SignedInAsync();
        var page = await ConsoleApp.PageAsync(browser, "/");
        var token = page.QuerySelector("header form input[name='__RequestVerificationToken']")!.GetAttribute("value")!;

        using var end = await browser.PostAsync(
            new Uri("/session/end", UriKind.Relative), new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token), KeyValuePair.Create("from", "bar")]));

        Assert.Equal("/sign-in", end.Headers.Location!.OriginalString);
        using var answer = await browser.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task A_page_may_load_nothing_from_elsewhere_and_run_no_script()
    {
        using var browser = fixture.App.Browser();

        using var answer = await browser.GetAsync(new Uri("/sign-in", UriKind.Relative));

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }
}
