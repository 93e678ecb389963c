using Tollgate.AppHost.Local;

namespace Aspire.Hosting;

/// <summary>Values given from outside.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>
    /// A value read from <c>Parameters:name</c>. A secret that nobody gave is generated once and kept in the data folder.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(
            name, () => Configured(builder, name) ?? (secret ? Generated(builder, name) : null), secret, () => !secret && Configured(builder, name) is null));

    /// <summary>A value fixed by the description.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <summary>A value computed when it is first needed.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, Func<string> valueGetter, bool publishValueAsDefault = false, bool secret = false)
    {
        if (publishValueAsDefault && secret)
            throw new ArgumentException("A parameter cannot be both secret and published as a default.", nameof(publishValueAsDefault));

        return builder.AddResource(new ParameterResource(name, valueGetter, secret));
    }

    /// <summary>The generated password of a server resource, kept like any other secret.</summary>
    internal static ParameterResource DefaultPassword(IDistributedApplicationBuilder builder, string resourceName)
    {
        var name = $"{resourceName}-password";
        return new ParameterResource(name, () => Configured(builder, name) ?? Generated(builder, name), secret: true);
    }

    // An environment variable cannot have a dash in its name, so an underscore stands for it.
    private static string? Configured(IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[$"Parameters:{name}"] ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"];

    private static string Generated(IDistributedApplicationBuilder builder, string name) =>
        SecretStore.In(DataFolder.PathFrom(builder)).GetOrCreate(name);
}
