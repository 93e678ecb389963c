using System.Diagnostics;
using Microsoft.Extensions.Options;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Invoices;

/// <summary>Prints a page as PDF with a headless Chromium, where the machine has one.</summary>
internal sealed class PagePrinter(IOptions<InvoicesOptions> options, TimeProvider clock)
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    // It prints a file of ours and need not talk to anybody.
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--no-pdf-header-footer",
    ];

    /// <exception cref="TollgateException">PDF_UNAVAILABLE.</exception>
    public async Task<byte[]> PrintAsync(string html, CancellationToken cancellationToken)
    {
        var chromium = Find() ?? throw Unavailable("No Chromium was found on this machine. Ask for HTML, or install one.");
        var folder = Directory.CreateTempSubdirectory("tollgate-invoice-");
        try
        {
            var (page, pdf) = (Path.Combine(folder.FullName, "page.html"), Path.Combine(folder.FullName, "page.pdf"));
            await File.WriteAllTextAsync(page, html, cancellationToken);
            await RunAsync(chromium, [.. Arguments, $"--user-data-dir={Path.Combine(folder.FullName, "profile")}", $"--print-to-pdf={pdf}", new Uri(page).AbsoluteUri], cancellationToken);
            return File.Exists(pdf) ? await File.ReadAllBytesAsync(pdf, cancellationToken) : throw Unavailable("Chromium did not print the page.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private string? Find()
    {
        if (options.Value.ChromiumPath is { Length: > 0 } path)
            return File.Exists(path) ? path : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    private async Task RunAsync(string chromium, string[] arguments, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.PrintTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var process = Process.Start(new ProcessStartInfo(chromium, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })
            ?? throw Unavailable("Chromium could not be started.");
        try
        {
            await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(either.Token), process.StandardError.ReadToEndAsync(either.Token), process.WaitForExitAsync(either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable($"Chromium did not print the page within {options.Value.PrintTimeout.TotalSeconds:0} seconds.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static TollgateException Unavailable(string message) => TollgateException.FailedPrecondition("PDF_UNAVAILABLE", message);
}
