using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.RateLimiting;

namespace Tollgate.Console.SignIn;

/// <summary>Operators sign in with the admin key and carry a cookie from then on.</summary>
internal static class SignInExtensions
{
    public const string Scheme = "Console";
    public const string Policy = "Console";
    public const string AttemptsLimit = "sign-in";

    private const int AttemptsPerMinute = 10;
    private static readonly TimeSpan SessionLength = TimeSpan.FromHours(8);

    public static void AddSignIn(this IServiceCollection services)
    {
        // Keys live as long as the process: a restart signs everybody out, and no key is ever written to a disk.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthentication().AddCookie(Scheme, options =>
        {
            options.Cookie.Name = "tollgate-console";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = SessionLength;
            options.SlidingExpiration = false;
            options.LoginPath = "/sign-in";
            options.ReturnUrlParameter = "to";
        });
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser());
        services.AddRateLimiter(limits => limits
            .AddFixedWindowLimiter(AttemptsLimit, window => (window.PermitLimit, window.Window) = (AttemptsPerMinute, TimeSpan.FromMinutes(1)))
            .RejectionStatusCode = StatusCodes.Status429TooManyRequests);
    }
}
