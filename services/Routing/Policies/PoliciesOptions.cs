namespace Tollgate.Routing.Policies;

/// <summary>Where the routing policies come from. Section <c>Policies</c>.</summary>
public sealed class PoliciesOptions
{
    /// <summary>A policy file to use instead of the one that ships with the service.</summary>
    public string? Path { get; set; }
}
