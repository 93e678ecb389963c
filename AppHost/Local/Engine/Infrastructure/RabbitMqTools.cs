namespace Tollgate.AppHost.Local;

/// <summary>Where RabbitMQ's programs are.</summary>
internal sealed record RabbitMqTools(Version Version, string Server)
{
    public const string Package = "rabbitmq-server";
    private const string Root = "/usr/lib/rabbitmq";
    private static readonly Version Oldest = new(3, 10);

    public static RabbitMqTools? Find()
    {
        // Not the wrapper in /usr/sbin: that one changes user and folder, and logs where the machine's own broker does.
        var server = Path.Combine(Root, "bin", "rabbitmq-server");
        if (!File.Exists(server))
            return null;

        return Directory.EnumerateDirectories(Path.Combine(Root, "lib"), "rabbitmq_server-*")
            .Select(folder => Version.TryParse(folder[(folder.LastIndexOf('-') + 1)..], out var version) ? version : null)
            .Where(version => version >= Oldest)
            .Select(version => new RabbitMqTools(version!, server))
            .FirstOrDefault();
    }
}
