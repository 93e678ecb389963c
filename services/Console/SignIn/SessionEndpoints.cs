using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Console.SignIn;

/// <summary>Begins and ends a session. The forms carry an antiforgery token, which the endpoints ask for by reading a form.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this WebApplication app)
    {
        app.MapPost("/session", BeginAsync).AllowAnonymous().RequireRateLimiting(SignInExtensions.AttemptsLimit);
        app.MapPost("/session/end", EndAsync).RequireAuthorization(SignInExtensions.Policy);
    }

    private static async Task<RedirectHttpResult> BeginAsync(
        HttpContext context, [FromForm] string? key, [FromForm] string? to, IOptions<AdminOptions> admin)
    {
        var target = IsLocal(to) ? to! : "/";
        if (!IsAdminKey(key ?? "", admin.Value.Key))
            return TypedResults.Redirect($"/sign-in?wrong=true&to={Uri.EscapeDataString(target)}");

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "operator")], SignInExtensions.Scheme);
        await context.SignInAsync(SignInExtensions.Scheme, new ClaimsPrincipal(identity));
        return TypedResults.Redirect(target);
    }

    private static async Task<RedirectHttpResult> EndAsync(HttpContext context, [FromForm] string? from)
    {
        _ = from;
        await context.SignOutAsync(SignInExtensions.Scheme);
        return TypedResults.Redirect("/sign-in");
    }

    private static bool IsAdminKey(string given, string key) =>
        key.Length > 0 && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    // Only paths of this site: "//elsewhere" and "/\elsewhere" would lead away.
    private static bool IsLocal(string? path) => path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(char.IsControl);
}
