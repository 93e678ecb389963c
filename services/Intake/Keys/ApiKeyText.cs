using System.Security.Cryptography;

namespace Tollgate.Intake.Keys;

/// <summary>The key as its owner holds it: <c>tg_environment_id_secret</c>. Only <see cref="Id"/> may be shown or stored.</summary>
internal readonly record struct ApiKeyText(string Environment, string Id, string Secret)
{
    public const int IdLength = 16;
    public const int SecretLength = 40;
    private const int MinSecretLength = 32;
    private const int MaxSecretLength = 64;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static ApiKeyText Create(string environment) => new(
        environment, RandomNumberGenerator.GetString(Base62, IdLength), RandomNumberGenerator.GetString(Base62, SecretLength));

    public static bool IsEnvironment(string value) => value is "live" or "test";

    public static bool TryParse(string? text, out ApiKeyText key)
    {
        key = default;
        if (text is null || text.Length > 128)
            return false;
        var parts = text.Split('_');
        if (parts is not ["tg", var environment, { Length: IdLength } id, { Length: >= MinSecretLength and <= MaxSecretLength } secret])
            return false;
        if (!IsEnvironment(environment) || !id.All(char.IsAsciiLetterOrDigit) || !secret.All(char.IsAsciiLetterOrDigit))
            return false;
        key = new ApiKeyText(environment, id, secret);
        return true;
    }

    /// <summary>The whole key. For its owner's eyes, once.</summary>
    public string Reveal() => $"tg_{Environment}_{Id}_{Secret}";

    /// <summary>Without the secret, so that a key that strays into a log tells nothing.</summary>
    public override string ToString() => $"tg_{Environment}_{Id}_…";
}
