using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Tollgate.Console.Tests.Host;

/// <summary>The console in process, over services at the given addresses.</summary>
internal sealed class ConsoleApp(IReadOnlyDictionary<string, string> addresses) : WebApplicationFactory<Program>
{
    public const string AdminKey = "admin-key-for-tests";

    /// <summary>A browser of sorts: keeps cookies and follows no redirect.</summary>
    public HttpClient Browser() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    /// <summary>A browser whose operator has signed in.</summary>
    public async Task<HttpClient> SignedInAsync()
    {
        var browser = Browser();
        var answer = await SignInAsync(browser, AdminKey);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        return browser;
    }

    /// <summary>Fills in the form as a person would.</summary>
    public static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string key, string to = "/")
    {
        var form = (IHtmlFormElement)(await PageAsync(browser, $"/sign-in?to={Uri.EscapeDataString(to)}")).QuerySelector("form")!;
        var fields = form.QuerySelectorAll<IHtmlInputElement>("input").ToDictionary(input => input.Name!, input => input.Name == "key" ? key : input.Value);
        return await browser.PostAsync(new Uri(form.GetAttribute("action")!, UriKind.Relative), new FormUrlEncodedContent(fields));
    }

    /// <summary>Reads a page.</summary>
    public static async Task<IDocument> PageAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        return await BrowsingContext.New(Configuration.Default).OpenAsync(response => response.Content(html));
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ServiceIdentity:SigningKey", "a-signing-key-for-tests-that-is-long-enough");
        builder.UseSetting("Admin:Key", AdminKey);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        foreach (var (service, address) in addresses)
            builder.UseSetting($"services:{service}:grpc:0", address);
    }
}
