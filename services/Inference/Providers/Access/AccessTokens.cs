using System.Collections.Concurrent;
using System.Text.Json;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Access;

/// <summary>Access tokens that providers want instead of a key: bought when needed, kept until shortly before they expire.</summary>
internal sealed class AccessTokens(ProviderHttp http)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);

    /// <summary>The token of an endpoint.</summary>
    /// <param name="endpoint">Its name.</param>
    /// <param name="address">Where tokens are to be had.</param>
    /// <param name="form">What to show for one.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <exception cref="ProviderException">None is to be had: <see cref="ProviderFailure.Unauthorized"/> or a failure that may pass.</exception>
    public async ValueTask<string> GetAsync(
        string endpoint, Uri address, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken)
    {
        var mine = kept.GetOrAdd(endpoint, _ => new Kept());
        if (mine.IsFresh(http.Clock))
            return mine.Token;
        // One asks for all; the others wait for what comes.
        await mine.Asking.WaitAsync(cancellationToken);
        try
        {
            if (!mine.IsFresh(http.Clock))
                await AskAsync(mine, address, form, cancellationToken);
            return mine.Token;
        }
        finally
        {
            mine.Asking.Release();
        }
    }

    private async Task AskAsync(Kept mine, Uri address, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Accept", "application/json");
        using var response = await http.SendFreeAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var status = (int)response.StatusCode;
            throw ProviderFailures.Of(
                status is 429 ? ProviderFailure.RateLimited : status >= 500 ? ProviderFailure.ServerError : ProviderFailure.Unauthorized, status);
        }

        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        var token = answer.RootElement.TextAt("access_token") ?? throw ProviderFailures.Of(ProviderFailure.Unauthorized);
        var lifetime = TimeSpan.FromSeconds(Math.Clamp(answer.RootElement.CountAt("expires_in") ?? 0, 0, 86_400));
        mine.Keep(token, http.Clock.GetUtcNow() + lifetime - Margin);
    }

    private sealed class Kept
    {
        private DateTimeOffset until;

        public SemaphoreSlim Asking { get; } = new(1);

        public string Token { get; private set; } = "";

        public bool IsFresh(TimeProvider clock) => Token.Length > 0 && clock.GetUtcNow() < until;

        public void Keep(string token, DateTimeOffset freshUntil) => (Token, until) = (token, freshUntil);
    }
}
