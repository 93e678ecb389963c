using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.ServiceDefaults.Identity;

/// <summary>Knows services by their token and operators by the admin key. Refusals are gRPC statuses where the caller speaks gRPC.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ServiceTokens tokens,
    IOptions<AdminOptions> admin)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    internal const string SchemeName = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Public endpoints know their callers by other credentials, also shown as bearer: those are not for us to judge.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return AuthenticateResult.NoResult();
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();

        var credential = header["Bearer ".Length..].Trim();
        var identity = IsAdminKey(credential)
            ? new ClaimsIdentity([new Claim(ClaimTypes.Name, "operator"), new Claim(ClaimTypes.Role, ServicePolicies.Operator)], "AdminKey")
            : await tokens.ValidateAsync(credential);
        return identity is null
            ? AuthenticateResult.Fail("The bearer credential is not valid.")
            : AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => RefuseAsync(
        StatusCodes.Status401Unauthorized,
        Request.Headers.Authorization.Count == 0
            ? TollgateException.Unauthenticated(Reasons.MissingCredentials, "This call needs a service token or the admin key as bearer.")
            : TollgateException.Unauthenticated(Reasons.InvalidCredentials, "The bearer credential is not valid or has expired."));

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => RefuseAsync(
        StatusCodes.Status403Forbidden,
        TollgateException.PermissionDenied("NOT_ALLOWED", "This caller may not call this method."));

    private bool IsAdminKey(string credential) =>
        admin.Value.Key is { Length: > 0 } key
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(credential)), SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private Task RefuseAsync(int httpStatus, TollgateException error)
    {
        if (Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true)
        {
            Response.StatusCode = httpStatus;
            return Task.CompletedTask;
        }

        // A trailers-only answer, as a gRPC server gives it before any message.
        var status = RpcErrors.Write(error);
        Response.StatusCode = StatusCodes.Status200OK;
        Response.ContentType = "application/grpc";
        Response.Headers["grpc-status"] = ((int)status.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Response.Headers["grpc-message"] = Uri.EscapeDataString(status.Status.Detail);
        if (status.Trailers.Get("grpc-status-details-bin") is { } details)
            Response.Headers["grpc-status-details-bin"] = Convert.ToBase64String(details.ValueBytes).TrimEnd('=');
        return Task.CompletedTask;
    }
}
