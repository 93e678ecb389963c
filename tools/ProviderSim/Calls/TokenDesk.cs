using System.Text;

namespace Tollgate.ProviderSim.Calls;

/// <summary>
/// Exchanges a key for an access token, as IBM's IAM and Microsoft's Entra ID do: <c>POST /identity/token</c>. A token is the key in other words, so any
/// process knows it again.
/// </summary>
internal static class TokenDesk
{
    private const string Prefix = "simtoken.";
    private const int LifetimeSeconds = 3_600;

    /// <summary>The key that a token was given for; null for what is no token.</summary>
    public static string? KeyOf(string? token)
    {
        if (token is null || !token.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var bytes = new byte[token.Length];
        return Convert.TryFromBase64String(token[Prefix.Length..], bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    public static void MapTokens(this WebApplication app)
    {
        var keys = app.Services.GetRequiredService<ApiKeys>();
        app.MapPost("/identity/token", (RequestDelegate)(http => HandleAsync(http, keys)));
    }

    private static async Task HandleAsync(HttpContext http, ApiKeys keys)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
        var key = (string?)form["apikey"] ?? form["client_secret"];
        if (keys.Identify(key) is null)
        {
            http.Response.StatusCode = 400;
            await JsonReply.WriteAsync(http.Response, static json =>
            {
                json.WriteStartObject();
                json.WriteString("error"u8, "invalid_client"u8);
                json.WriteEndObject();
            });
            return;
        }

        await JsonReply.WriteAsync(http.Response, json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token"u8, Prefix + Convert.ToBase64String(Encoding.UTF8.GetBytes(key!)));
            json.WriteString("token_type"u8, "Bearer"u8);
            json.WriteNumber("expires_in"u8, LifetimeSeconds);
            json.WriteEndObject();
        });
    }
}
