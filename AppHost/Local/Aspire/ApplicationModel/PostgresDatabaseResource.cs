namespace Aspire.Hosting.ApplicationModel;

/// <summary>A database on a PostgreSQL server.</summary>
public sealed class PostgresDatabaseResource : Resource, IResourceWithParent, IResourceWithConnectionString
{
    internal PostgresDatabaseResource(string name, string databaseName, PostgresServerResource server)
        : base(name)
    {
        DatabaseName = databaseName;
        Parent = server;
    }

    /// <summary>The server.</summary>
    public PostgresServerResource Parent { get; }

    /// <summary>The name of the database on the server.</summary>
    public string DatabaseName { get; }

    IResource IResourceWithParent.Parent => Parent;

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{Parent.ConnectionStringExpression};Database={DatabaseName}");

    /// <inheritdoc />
    public IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties()
    {
        foreach (var (name, value) in Parent.GetConnectionProperties())
        {
            yield return name is "Uri" or "JdbcConnectionString"
                ? new(name, ReferenceExpression.Create($"{value}/{Uri.EscapeDataString(DatabaseName)}"))
                : new(name, value);
        }

        yield return new("DatabaseName", ReferenceExpression.Create($"{DatabaseName}"));
    }
}
