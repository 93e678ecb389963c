using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Books;

/// <summary>The simulated provider's own ledger and controls; see tools/ProviderSim/README.md.</summary>
public sealed class ProviderBooks : IDisposable
{
    private const int PageSize = 1000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly HttpClient http;

    private ProviderBooks(HttpClient http) => this.http = http;

    /// <summary>Null when no simulated provider runs.</summary>
    public static ProviderBooks? Create(PlatformAddresses addresses) => addresses.ProviderSim is not { } url
        ? null
        : new ProviderBooks(new HttpClient
        {
            BaseAddress = new Uri(url),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", addresses.SimAdminKey) },
        });

    /// <summary>Every call of its ledger.</summary>
    public async Task<IReadOnlyList<ProviderCall>> CallsAsync(CancellationToken cancellationToken)
    {
        var calls = new List<ProviderCall>();
        var since = 0L;
        while (true)
        {
            var page = await http.GetFromJsonAsync<Page>($"control/ledger?since_id={since}&limit={PageSize}", Json, cancellationToken);
            calls.AddRange(page!.Calls);
            if (!page.HasMore)
                return calls;
            since = page.NextSinceId;
        }
    }

    /// <summary>How long it answers: "natural", or "fill", until the token limit, as a recorded trace needs.</summary>
    public Task AnswersAsync(string mode, CancellationToken cancellationToken) => SetAsync("control/answers", new { mode }, cancellationToken);

    /// <summary>How fast it answers: "natural", "zero", or "held" until the pace changes again.</summary>
    public Task PaceAsync(string mode, CancellationToken cancellationToken) => SetAsync("control/pace", new { mode }, cancellationToken);

    /// <summary>Every model answers as steadily as this.</summary>
    public Task PaceAsync(TimeSpan firstToken, double tokensPerSecond, CancellationToken cancellationToken)
    {
        var pace = new { FirstTokenMs = firstToken.TotalMilliseconds, TokensPerSecond = tokensPerSecond };
        return SetAsync("control/pace", new { Mode = "natural", Small = pace, Large = pace, Jitter = 0.0, Speed = 1.0 }, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private async Task SetAsync<TBody>(string path, TBody body, CancellationToken cancellationToken)
    {
        var response = await http.PostAsJsonAsync(path, body, Json, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private sealed record Page(IReadOnlyList<ProviderCall> Calls, long NextSinceId, bool HasMore);
}
