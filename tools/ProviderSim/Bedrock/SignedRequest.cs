using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Tollgate.ProviderSim.Bedrock;

/// <summary>Checks Signature Version 4: a key is known by the signature that can only be made with it, whatever access key it goes by.</summary>
internal static class SignedRequest
{
    private const string Scheme = "AWS4-HMAC-SHA256 ";

    /// <summary>The id of the key that signed a request; null when none of ours did.</summary>
    public static string? KeyOf(HttpContext http, ReadOnlySpan<byte> body, ApiKeys keys)
    {
        string? header = http.Request.Headers.Authorization;
        if (header is null || !header.StartsWith(Scheme, StringComparison.Ordinal))
            return null;
        var fields = header[Scheme.Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(field => field.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var scope = fields.GetValueOrDefault("Credential")?.Split('/') ?? [];
        if (scope is not [_, var day, var region, "bedrock", "aws4_request"] || !fields.TryGetValue("SignedHeaders", out var names))
            return null;

        var text = string.Join('\n', "AWS4-HMAC-SHA256", (string?)http.Request.Headers["x-amz-date"], string.Join('/', scope[1..]), Hash(Canonical(http, body, names)));
        foreach (var key in keys.All)
        {
            if (Sign(key, day, region, text) == fields.GetValueOrDefault("Signature"))
                return keys.Identify(key);
        }
        return null;
    }

    private static string Canonical(HttpContext http, ReadOnlySpan<byte> body, string names)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var canonical = new StringBuilder()
            .Append(http.Request.Method).Append('\n')
            .AppendJoin('/', target[0].Split('/').Select(segment => Uri.EscapeDataString(segment))).Append('\n')
            .Append(target.Length > 1 ? target[1] : "").Append('\n');
        foreach (var name in names.Split(';'))
            canonical.Append(name).Append(':').Append(((string?)http.Request.Headers[name])?.Trim()).Append('\n');
        return canonical.Append('\n').Append(names).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(body))).ToString();
    }

    private static string Sign(string secret, string day, string region, string text)
    {
        var key = Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + secret), day), region), "bedrock"), "aws4_request");
        return Convert.ToHexStringLower(Hmac(key, text));
    }

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
