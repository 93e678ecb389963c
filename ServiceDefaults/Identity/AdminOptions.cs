namespace Tollgate.ServiceDefaults.Identity;

/// <summary>The operators' key. Section <c>Admin</c>.</summary>
public sealed class AdminOptions
{
    /// <summary>The key; empty means that no operator can call this service.</summary>
    public string Key { get; set; } = "";
}
