using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Metering.Feed;

/// <summary>Knows tenants by the credential of their feed. It opens what asks for <see cref="Policy"/>, and nothing else.</summary>
internal sealed class FeedCredentialHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, FeedCredentials credentials)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>An operator or a service, or a tenant by its credential.</summary>
    public const string Policy = "FeedReader";

    internal const string SchemeName = "FeedCredential";

    private const string Bearer = "Bearer ";
    private const string Role = "FeedReader";

    /// <summary>The credential that was shown; null for operators and services.</summary>
    public static Guid? IdOf(ClaimsPrincipal caller) =>
        caller.Identities.FirstOrDefault(identity => identity.AuthenticationType == SchemeName)?.Name is { } id ? Guid.ParseExact(id, "N") : null;

    /// <summary>Lets tenants in beside operators and services.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, FeedCredentialHandler>(SchemeName, null);
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy
            .AddAuthenticationSchemes(ServicePolicies.Scheme, SchemeName)
            .RequireRole(ServicePolicies.Operator, ServicePolicies.Service, Role));
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || FeedCredentialText.Parse(header[Bearer.Length..].Trim()) is not { } text)
            return AuthenticateResult.NoResult();
        if (await credentials.RecogniseAsync(text, Context.RequestAborted) is not { } credential)
            return AuthenticateResult.Fail("The credential is not valid.");
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, credential.CredentialId.ToString("N")), new Claim(ClaimTypes.Role, Role)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    // The scheme of operators and services, which is asked too, says how a caller is refused.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Task.CompletedTask;

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Task.CompletedTask;
}
