namespace Tollgate.ServiceDefaults.Identity;

/// <summary>Who may call what.</summary>
public static class ServicePolicies
{
    /// <summary>Another service of ours, by its token. The default for everything that does not say otherwise.</summary>
    public const string Service = "Service";

    /// <summary>The authentication scheme that knows services and operators, for policies that let others in as well.</summary>
    public const string Scheme = BearerHandler.SchemeName;

    /// <summary>An operator, by the admin key, or a service.</summary>
    public const string Operator = "Operator";
}
