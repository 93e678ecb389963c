using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Tollgate.ServiceDefaults.Identity;

internal static class IdentityExtensions
{
    /// <summary>Every endpoint needs a service token unless it says otherwise: forgetting an attribute closes a door, not opens it.</summary>
    internal static void AddServiceIdentity(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServiceIdentityOptions>().BindConfiguration("ServiceIdentity").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<AdminOptions>().BindConfiguration("Admin");
        builder.Services.TryAddSingleton<ServiceTokens>();
        builder.Services.AddAuthentication(BearerHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null);
        var service = new AuthorizationPolicyBuilder(BearerHandler.SchemeName).RequireRole(ServicePolicies.Service).Build();
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(ServicePolicies.Service, service)
            .AddPolicy(ServicePolicies.Operator, policy => policy
                .AddAuthenticationSchemes(BearerHandler.SchemeName)
                .RequireRole(ServicePolicies.Operator, ServicePolicies.Service))
            .SetFallbackPolicy(service);
    }
}
