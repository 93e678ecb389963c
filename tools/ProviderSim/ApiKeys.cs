using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Tollgate.ProviderSim;

/// <summary>Who may call. Beyond this class a key is known only by its id, a prefix of its hash.</summary>
internal sealed class ApiKeys
{
    public const string NoKey = "none";

    private readonly FrozenDictionary<string, string> ids;
    private readonly byte[] adminKey;

    public ApiKeys(IOptions<SimulatorOptions> options)
    {
        ids = options.Value.ApiKeys.Distinct().ToFrozenDictionary(key => key, IdOf, StringComparer.Ordinal);
        adminKey = Encoding.UTF8.GetBytes(options.Value.AdminKey);
    }

    public IEnumerable<string> All => ids.Keys;

    public static string IdOf(string key) =>
        "key_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..12];

    /// <summary>The id of a key; null for one that is not known.</summary>
    public string? Identify(string? key) => key is not null && ids.TryGetValue(key, out var id) ? id : null;

    public string? Identify(HttpRequest request) => Identify(Bearer(request));

    public bool IsAdmin(HttpRequest request) =>
        Bearer(request) is { } key && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), adminKey);

    /// <summary>The bearer token of a request.</summary>
    public static string? Bearer(HttpRequest request)
    {
        const string scheme = "Bearer ";
        string? header = request.Headers.Authorization;
        return header is not null && header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            ? header[scheme.Length..].Trim()
            : null;
    }
}
