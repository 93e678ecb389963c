namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that is reached through a connection string.</summary>
public interface IResourceWithConnectionString : IResource, IValueProvider
{
    /// <summary>The connection string, before endpoints and passwords are known.</summary>
    ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>The connection string, once the resource's endpoints have been allocated.</summary>
    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    /// <summary>The parts of the connection, injected as <c>NAME_PROPERTY</c> next to the connection string.</summary>
    IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties();

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetConnectionStringAsync(cancellationToken);
}
