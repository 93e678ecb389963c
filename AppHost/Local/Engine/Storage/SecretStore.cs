using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Tollgate.AppHost.Local;

/// <summary>Secrets nobody gave: generated once, kept in the data folder, so that a second start still reads its data.</summary>
internal sealed class SecretStore
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly ConcurrentDictionary<string, SecretStore> Stores = new(StringComparer.Ordinal);

    private readonly Lock _gate = new();
    private readonly string _path;

    private SecretStore(string dataFolder) => _path = Path.Combine(dataFolder, "secrets.json");

    public static SecretStore In(string dataFolder) => Stores.GetOrAdd(dataFolder, folder => new SecretStore(folder));

    public string GetOrCreate(string name)
    {
        lock (_gate)
        {
            var secrets = File.Exists(_path)
                ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(_path)) ?? []
                : [];
            if (secrets.TryGetValue(name, out var secret))
                return secret;

            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            // Letters and digits only: it goes into connection strings and URIs. 43 of them carry 256 bits, enough for a signing key.
            secrets[name] = RandomNumberGenerator.GetString(Alphabet, 43);
            PrivateFile.Write(_path, JsonSerializer.Serialize(secrets, JsonFormat.Indented));
            return secrets[name];
        }
    }
}
