using System.ComponentModel.DataAnnotations;

namespace Tollgate.ServiceDefaults.Identity;

/// <summary>How services prove to each other who they are. Section <c>ServiceIdentity</c>.</summary>
public sealed class ServiceIdentityOptions
{
    /// <summary>Secret shared by our services, at least 32 characters. Tokens are signed with it (HMAC-SHA-256).</summary>
    [Required, MinLength(32)]
    public string SigningKey { get; set; } = "";

    /// <summary>How long a token is good for, 30 seconds to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "01:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(5);
}
