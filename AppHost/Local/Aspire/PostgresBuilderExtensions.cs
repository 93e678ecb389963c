namespace Aspire.Hosting;

/// <summary>PostgreSQL servers and their databases.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>A private PostgreSQL server.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var server = new PostgresServerResource(
            name, userName?.Resource, password?.Resource ?? ParameterResourceBuilderExtensions.DefaultPassword(builder, name));
        return builder.AddResource(server).WithAnnotation(new EndpointAnnotation("tcp", "tcp") { Port = port, Transport = "tcp" });
    }

    /// <summary>A database on the server, created when the server is up.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        builder.Resource.AddDatabase(name, databaseName ?? name);
        return builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));
    }

    /// <summary>Data outlives the host. The local engine always keeps it in the data folder.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) =>
        isReadOnly
            ? builder.WithAnnotation(new UnsupportedAnnotation("a read-only data volume"))
            : builder.WithAnnotation(new DataVolumeAnnotation(), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>The port the server listens on; chosen when null.</summary>
    public static IResourceBuilder<PostgresServerResource> WithHostPort(this IResourceBuilder<PostgresServerResource> builder, int? port)
    {
        builder.Resource.PrimaryEndpoint.Annotation.Port = port;
        return builder;
    }
}
