using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Tollgate.ServiceDefaults.Identity;

/// <summary>Issues and checks the short-lived tokens that services show each other.</summary>
public sealed class ServiceTokens
{
    private const string Issuer = "tollgate";
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly JsonWebTokenHandler handler = new();
    private readonly ConcurrentDictionary<string, (ClaimsIdentity Identity, DateTimeOffset ValidUntil)> seen = new();
    private readonly SymmetricSecurityKey key;
    private readonly TimeSpan lifetime;
    private readonly TimeProvider clock;
    private readonly string self;
    private (string Token, DateTimeOffset RenewAt) current;

    /// <summary>Tokens of this service.</summary>
    public ServiceTokens(IOptions<ServiceIdentityOptions> options, ServiceName name, TimeProvider clock)
    {
        key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(options.Value.SigningKey));
        lifetime = options.Value.TokenLifetime;
        this.clock = clock;
        self = name.Value;
    }

    /// <summary>A token that is good for at least half its lifetime.</summary>
    public string Issue()
    {
        var now = clock.GetUtcNow();
        var (token, renewAt) = current;
        if (token is not null && now < renewAt)
            return token;
        token = handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            Subject = new ClaimsIdentity([new Claim(JwtRegisteredClaimNames.Sub, self)]),
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
        });
        current = (token, now + (lifetime / 2));
        return token;
    }

    /// <summary>The service that a token names, or null when the token is not good.</summary>
    public async ValueTask<ClaimsIdentity?> ValidateAsync(string token)
    {
        var now = clock.GetUtcNow();
        if (seen.TryGetValue(token, out var known) && now < known.ValidUntil)
            return known.Identity;

        var result = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Issuer,
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (notBefore, expires, _, _) =>
                expires is not null && now.UtcDateTime < expires + ClockSkew && (notBefore is null || now.UtcDateTime > notBefore - ClockSkew),
            RequireExpirationTime = true,
        });
        if (!result.IsValid)
            return null;

        // A caller shows the same token for minutes; only tokens that proved good are remembered, so the table stays small.
        foreach (var stale in seen.Where(entry => entry.Value.ValidUntil <= now))
            seen.TryRemove(stale.Key, out _);
        var subject = ((JsonWebToken)result.SecurityToken).Subject;
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, subject), new Claim(ClaimTypes.Role, ServicePolicies.Service)], "ServiceToken");
        seen[token] = (identity, new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero) + ClockSkew);
        return identity;
    }
}
