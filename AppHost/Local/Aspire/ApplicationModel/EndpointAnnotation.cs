namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port a resource listens on.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    internal EndpointAnnotation(string name, string uriScheme)
    {
        Name = name;
        UriScheme = uriScheme;
    }

    /// <summary>The name, unique within the resource.</summary>
    public string Name { get; set; }

    /// <summary>The scheme of its addresses.</summary>
    public string UriScheme { get; set; }

    /// <summary>The port others use; chosen when absent.</summary>
    public int? Port { get; set; }

    /// <summary>The port the process binds; here the same as <see cref="Port"/>, since nothing stands in between.</summary>
    public int? TargetPort { get; set; }

    /// <summary>The host the process binds.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary><c>http</c>, <c>http2</c> or <c>tcp</c>.</summary>
    public string Transport { get; set; } = "http";

    /// <summary>Whether people outside the application are meant to call it.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether a proxy may stand before it. The local engine gives every replica its own port instead.</summary>
    public bool IsProxied { get; set; } = true;

    /// <summary>The variable that tells the process its port.</summary>
    internal string? EnvironmentVariable { get; init; }

    /// <summary>The endpoint is declared in the project's Kestrel configuration, so its address is injected there.</summary>
    internal bool FromKestrelConfiguration { get; init; }

    /// <summary>The key under <c>Kestrel:Endpoints</c>, which may differ from the endpoint's name.</summary>
    internal string? KestrelName { get; init; }

    /// <summary>The port of each replica, fixed for the life of the host.</summary>
    internal IReadOnlyList<int> AllocatedPorts { get; set; } = [];

    internal string Url(int replica) => $"{UriScheme}://{TargetHost}:{AllocatedPort(replica)}";

    internal int AllocatedPort(int replica) =>
        AllocatedPorts.Count > replica
            ? AllocatedPorts[replica]
            : throw new InvalidOperationException($"Endpoint '{Name}' has no port yet; ports are allocated when the application starts.");
}
