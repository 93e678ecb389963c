namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that is given from outside, by configuration key <c>Parameters:name</c>.</summary>
public sealed class ParameterResource : Resource, IValueProvider
{
    private readonly Func<string?> _value;
    private readonly Func<bool> _isMissing;

    internal ParameterResource(string name, Func<string?> value, bool secret, Func<bool>? isMissing = null)
        : base(name)
    {
        _value = value;
        _isMissing = isMissing ?? (() => false);
        Secret = secret;
    }

    /// <summary>Whether the value must not be shown.</summary>
    public bool Secret { get; }

    /// <summary>Nobody gave it, and it cannot be made up.</summary>
    internal bool IsMissing => _isMissing();

    /// <summary>Reads it from the configuration, or from the generated secrets of the data folder.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        new(_value() ?? throw new DistributedApplicationException(MissingMessage(Name)));

    internal static string MissingMessage(string name) =>
        $"Parameter '{name}' has no value: set Parameters:{name} (environment variable Parameters__{name.Replace('-', '_')}).";
}
