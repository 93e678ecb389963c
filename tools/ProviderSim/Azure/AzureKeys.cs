using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.Azure;

/// <summary>What an Azure address and its headers say.</summary>
internal static class AzureKeys
{
    /// <summary>The key's own header, or a token of <see cref="TokenDesk"/>.</summary>
    public static string? Of(HttpRequest request) => (string?)request.Headers["api-key"] ?? TokenDesk.KeyOf(ApiKeys.Bearer(request));

    public static string DeploymentOf(HttpContext http) => (string?)http.Request.RouteValues["deployment"] ?? "";

    public static CallError? VersionProblem(HttpRequest request) => string.IsNullOrEmpty(request.Query["api-version"])
        ? new CallError(404, "invalid_request_error", "404", null, "Resource not found")
        : null;
}
