using System.Globalization;
using Npgsql;

namespace Tollgate.AppHost.Local;

/// <summary>A private PostgreSQL server: made once, started on its own port, reachable by password on loopback only.</summary>
internal sealed class PostgresRecipe(PostgresServerResource server, DataFolder folder, bool dataIsKept, DebianPackages packages) : IProcessRecipe
{
    private static readonly TimeSpan AbandonedPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AbandonedPatience = TimeSpan.FromSeconds(3);

    private string? _maintenance;

    public bool IsServer => true;

    public async Task<ProcessSpec> PrepareAsync(CancellationToken cancellationToken)
    {
        var own = folder.ForResource(server.Name);
        var installed = await packages.EnsureAsync(
            PostgresTools.Package, () => PostgresTools.Find(Path.Combine(own, "data")), cancellationToken).ConfigureAwait(false);
        var data = await PostgresFolder.PrepareAsync(folder.Root, own, cancellationToken).ConfigureAwait(false);
        var tools = PostgresTools.Find(data) ?? installed;

        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
            await InitialiseAsync(tools, data, cancellationToken).ConfigureAwait(false);
        await UntilAbandonedAsync(data, cancellationToken).ConfigureAwait(false);
        RemoveStaleLock(data);
        _maintenance = await MaintenanceAsync(cancellationToken).ConfigureAwait(false);

        var command = AsServer(tools.Program("postgres"));
        return new ProcessSpec(command[0], [.. command[1..], .. Arguments(data)], "/", new Dictionary<string, string>())
        {
            StopSignal = dataIsKept ? Signal.Interrupt : Signal.Quit,
            OrphanSignal = Signal.Quit,
        };
    }

    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_maintenance);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task<string> MaintenanceAsync(CancellationToken cancellationToken) => new NpgsqlConnectionStringBuilder(
        await ((IResourceWithConnectionString)server).GetConnectionStringAsync(cancellationToken).ConfigureAwait(false))
    {
        Database = "postgres",
        Pooling = false,
        Timeout = 3,
    }.ConnectionString;

    private IEnumerable<string> Arguments(string data)
    {
        yield return "-D";
        yield return data;
        yield return "-p";
        yield return server.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture);
        foreach (var setting in (string[])[
            "listen_addresses=localhost", "unix_socket_directories=", "max_connections=500", "shared_buffers=256MB",
            "max_wal_size=4GB", "recovery_init_sync_method=syncfs", "log_min_messages=warning", "timezone=UTC", "log_timezone=UTC"])
        {
            yield return "-c";
            yield return setting;
        }
    }

    private async Task InitialiseAsync(PostgresTools tools, string data, CancellationToken cancellationToken)
    {
        // Made under another name, so that a host that dies in the middle leaves nothing that looks finished.
        var draft = data + ".new";
        if (Directory.Exists(draft))
            Directory.Delete(draft, recursive: true);

        var passwordFile = Path.Combine(Path.GetDirectoryName(data)!, "password");
        PrivateFile.Write(passwordFile, await server.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false) ?? "");
        try
        {
            if (Posix.IsRoot)
                await Tool.RunAsync("chown", ["postgres", passwordFile], cancellationToken: cancellationToken).ConfigureAwait(false);

            var user = await server.UserName.GetValueAsync(cancellationToken).ConfigureAwait(false);
            var command = AsServer(tools.Program("initdb"));
            await Tool.RunAsync(
                command[0],
                [.. command[1..], "-D", draft, $"--username={user}", $"--pwfile={passwordFile}", "--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
                cancellationToken: cancellationToken).ConfigureAwait(false);
            Directory.Move(draft, data);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    // The children of a killed server have sessions of their own and end by themselves, when they notice. One that is busy may notice late,
    // and a second server over its shoulder would ruin the data: what it does not end by then is ended.
    private static async Task UntilAbandonedAsync(string data, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; ; waited += AbandonedPoll)
        {
            var left = Posix.ProcessesIn(data);
            if (left.Count == 0)
                return;
            if (waited >= AbandonedPatience)
            {
                foreach (var process in left)
                    Posix.Send(process, Signal.Kill);
            }

            await Task.Delay(AbandonedPoll, cancellationToken).ConfigureAwait(false);
        }
    }

    // The process id in a lock left by a killed server may by now belong to the server of another checkout, which would stop this
    // one from starting. The data folder is ours alone, so a lock of a process that does not serve this folder is stale.
    private static void RemoveStaleLock(string data)
    {
        var path = Path.Combine(data, "postmaster.pid");
        if (!File.Exists(path))
            return;

        var owner = File.ReadLines(path).FirstOrDefault();
        var commandLine = $"/proc/{owner}/cmdline";
        if (!File.Exists(commandLine) || !File.ReadAllText(commandLine).Contains(data, StringComparison.Ordinal))
            File.Delete(path);
    }

    private static string[] AsServer(string program) => Posix.IsRoot ? [.. PostgresFolder.AsServerUser, program] : [program];
}
