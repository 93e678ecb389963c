using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Inference.Providers.Bedrock;

/// <summary>Signature Version 4 of AWS.</summary>
/// <param name="AccessKeyId">Whose key it is.</param>
/// <param name="SecretKey">The key.</param>
/// <param name="SessionToken">Goes with temporary keys; empty for others.</param>
/// <param name="Region">Region of the service.</param>
/// <param name="Service">The service, as signatures name it.</param>
internal sealed record AwsSignature(string AccessKeyId, string SecretKey, string SessionToken, string Region, string Service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Signs a request with what it has: method, address and the headers given here. Its body is what it will have.</summary>
    public void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var address = request.RequestUri!;
        var signed = new List<(string Name, string Value)>
        {
            ("host", address.IsDefaultPort ? address.IdnHost : $"{address.IdnHost}:{address.Port}"),
            ("x-amz-date", time),
        };
        request.Headers.TryAddWithoutValidation("X-Amz-Date", time);
        if (SessionToken.Length > 0)
        {
            signed.Add(("x-amz-security-token", SessionToken));
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", SessionToken);
        }

        var names = string.Join(';', signed.Select(header => header.Name));
        var scope = $"{time[..8]}/{Region}/{Service}/aws4_request";
        string[] canonical =
        [
            request.Method.Method, CanonicalPath(address.AbsolutePath), CanonicalQuery(address.Query),
            .. signed.Select(header => $"{header.Name}:{header.Value.Trim()}"), "", names, Hex(SHA256.HashData(body)),
        ];
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', canonical))))}";
        var signature = Hex(HMACSHA256.HashData(SigningKey(time[..8]), Encoding.UTF8.GetBytes(toSign)));
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"{Algorithm} Credential={AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    private byte[] SigningKey(string day)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + SecretKey);
        foreach (var part in (ReadOnlySpan<string>)[day, Region, Service, "aws4_request"])
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return key;
    }

    // The path as it is sent, each segment encoded once more: what was %3A there is %253A here.
    private static string CanonicalPath(string path) => string.Join('/', path.Split('/').Select(segment => Uri.EscapeDataString(segment)));

    private static string CanonicalQuery(string query) => string.Join(
        '&',
        query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=")
            .Order(StringComparer.Ordinal));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
