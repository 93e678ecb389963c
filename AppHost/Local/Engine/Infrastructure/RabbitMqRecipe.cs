using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Tollgate.AppHost.Local;

/// <summary>A private RabbitMQ: its own Erlang port mapper, cookie and home, and everything on loopback.</summary>
internal sealed class RabbitMqRecipe(
    RabbitMQServerResource broker, string folder, bool dataIsKept, RabbitMqPorts ports, DebianPackages packages) : IProcessRecipe
{
    // What an AMQP 0-9-1 client says first. A booted broker answers with a method frame, whose first byte is 1.
    private static readonly byte[] ProtocolHeader = [.. "AMQP"u8, 0, 0, 9, 1];

    private bool _booted;

    public bool IsServer => true;

    public async Task<ProcessSpec> PrepareAsync(CancellationToken cancellationToken)
    {
        var tools = await packages.EnsureAsync(RabbitMqTools.Package, RabbitMqTools.Find, cancellationToken).ConfigureAwait(false);
        var home = Directory.CreateDirectory(Path.Combine(folder, "home"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        WriteCookie(Path.Combine(home, ".erlang.cookie"));
        PrivateFile.Write(Path.Combine(folder, "rabbitmq.conf"), await ConfigurationAsync(cancellationToken).ConfigureAwait(false));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "enabled_plugins"), Management is null ? "[]." : "[rabbitmq_management].", cancellationToken).ConfigureAwait(false);

        _booted = false;

        // The port mapper joins the broker's session, so it ends with it.
        return new ProcessSpec(
            "sh",
            ["-c", "epmd -port \"$ERL_EPMD_PORT\" -address 127.0.0.1 & exec \"$0\"", tools.Server],
            folder,
            Environment(home))
        {
            // An orderly end takes the broker five seconds or more, which data about to be removed is not worth.
            StopSignal = dataIsKept ? Signal.Terminate : Signal.Kill,
            Grace = TimeSpan.FromSeconds(12),
        };
    }

    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", broker.PrimaryEndpoint.Port, cancellationToken).ConfigureAwait(false);

        // The broker warns in its log about every handshake that is not finished, so one is enough.
        if (_booted)
            return true;

        var stream = client.GetStream();
        await stream.WriteAsync(ProtocolHeader, cancellationToken).ConfigureAwait(false);
        var answer = new byte[1];
        return _booted = await stream.ReadAsync(answer, cancellationToken).ConfigureAwait(false) == 1 && answer[0] == 1;
    }

    private EndpointAnnotation? Management => broker.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(endpoint => endpoint.Name == RabbitMQBuilderExtensions.ManagementEndpoint);

    private async Task<string> ConfigurationAsync(CancellationToken cancellationToken)
    {
        var user = await broker.UserName.GetValueAsync(cancellationToken).ConfigureAwait(false);
        var password = await broker.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"listeners.tcp.1 = 127.0.0.1:{broker.PrimaryEndpoint.Port}"),
            $"default_user = {user}",
            $"default_pass = {password}",
            "log.console = true",
            "log.console.level = warning",
            "log.file = false",
            "disk_free_limit.absolute = 500MB",
            "vm_memory_high_watermark.absolute = 2GB",
        };
        if (Management is { } management)
        {
            lines.Add("management.tcp.ip = 127.0.0.1");
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"management.tcp.port = {management.AllocatedPort(0)}"));
        }

        return string.Join('\n', lines) + '\n';
    }

    private Dictionary<string, string> Environment(string home) => new()
    {
        ["HOME"] = home,
        ["LANG"] = "C.UTF-8",
        ["LC_ALL"] = "C.UTF-8",
        // The same name on every start, whatever the port: the name of a node is part of its data.
        ["RABBITMQ_NODENAME"] = "tollgate@localhost",
        ["RABBITMQ_BASE"] = folder,
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(folder, "rabbitmq.pid"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = Path.Combine(folder, "generated"),
        ["RABBITMQ_DIST_PORT"] = ports.Distribution.ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_PORT"] = ports.Epmd.ToString(CultureInfo.InvariantCulture),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_CRASH_DUMP"] = "/dev/null",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        // Makes the start script become the virtual machine instead of standing before it, so that signals reach it.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
    };

    private static void WriteCookie(string path)
    {
        if (!File.Exists(path))
            PrivateFile.Write(path, RandomNumberGenerator.GetHexString(32));
    }
}
