using System.Globalization;

namespace Tollgate.AppHost.Local;

/// <summary>Puts together the environment of one replica, and resolves what is only known now.</summary>
internal sealed class EnvironmentComposer(DistributedApplicationExecutionContext executionContext)
{
    public async Task<IReadOnlyDictionary<string, string>> ComposeAsync(IResource resource, int replica, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, resource, replica, cancellationToken);
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.EnvironmentVariable is { } variable)
                context.EnvironmentVariables[variable] = endpoint.AllocatedPort(replica);
        }

        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
            await annotation.Callback(context).ConfigureAwait(false);

        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in context.EnvironmentVariables)
            environment[name] = await ResolveAsync(value, resource, replica, cancellationToken).ConfigureAwait(false);
        return environment;
    }

    private static async ValueTask<string> ResolveAsync(object value, IResource resource, int replica, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        // A replica that asks for its own address means its own, not the first replica's.
        EndpointReference own when ReferenceEquals(own.Resource, resource) => own.ForReplica(replica).Url,
        IValueProvider provider => await provider.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? "",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
