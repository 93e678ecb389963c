using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;
using Tollgate.AppHost.Local;

namespace Tollgate.AppHost.Tests.Engine;

/// <summary>The host as a process of its own, with real servers under it.</summary>
public sealed class HostDeathTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tollgate-test-").FullName;
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));
    private Process? _host;

    [Fact]
    public async Task A_killed_host_leaves_no_process_and_the_next_one_finds_its_data()
    {
        var before = await StartAsync();
        await ExecuteAsync(before, "create table kept (value text); insert into kept values ('still here')");
        var processes = await ProcessesOnFolderAsync();
        Assert.Contains(processes, process => process.Contains("postgres", StringComparison.Ordinal));
        Assert.Contains(processes, process => process.Contains("beam", StringComparison.Ordinal));

        _host!.Kill();
        await _host.WaitForExitAsync(_patience.Token);
        while ((await ProcessesOnFolderAsync()).Count > 0)
            await Task.Delay(20, _patience.Token);
        foreach (var port in Ports(before))
            await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(port));

        var after = await StartAsync();
        Assert.Equal("still here", await ExecuteAsync(after, "select value from kept"));
        Assert.Equal(Broker(before).UserInfo, Broker(after).UserInfo);

        await EndAsync();
        Assert.Equal(0, _host!.ExitCode);
        Assert.Empty(await ProcessesOnFolderAsync());
        Assert.False(File.Exists(Path.Combine(_folder, "host.json")));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(_folder, recursive: true);
        _patience.Dispose();
    }

    private async Task<HostDocument> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "Tollgate.AppHost.Local.dll"), "--infrastructure-only", $"--Data:Folder={_folder}", "--Host:StopWithStdin=true"])
        {
            RedirectStandardInput = true,
        };
        _host = Process.Start(start)!;

        var path = Path.Combine(_folder, "host.json");
        while (true)
        {
            Assert.False(_host.HasExited);
            if (File.Exists(path)
                && JsonSerializer.Deserialize<HostDocument>(await File.ReadAllTextAsync(path, _patience.Token), JsonFormat.Indented) is { State: "ready" } document
                && document.Pid == _host.Id)
            {
                return document;
            }

            await Task.Delay(50, _patience.Token);
        }
    }

    /// <summary>Closes the host's standard input, as the end of the program that started it would.</summary>
    private async Task EndAsync()
    {
        if (_host is null or { HasExited: true })
            return;

        _host.StandardInput.Close();
        await _host.WaitForExitAsync(_patience.Token);
    }

    private async Task<IReadOnlyList<string>> ProcessesOnFolderAsync()
    {
        var found = new List<string>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                var commandLine = (await File.ReadAllTextAsync(Path.Combine(process, "cmdline"))).Replace('\0', ' ');
                if (commandLine.Contains(_folder, StringComparison.Ordinal) && Path.GetFileName(process) != $"{_host?.Id}")
                    found.Add(commandLine);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return found;
    }

    private static async Task<object?> ExecuteAsync(HostDocument document, string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString(document, "meteringdb")};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static Uri Broker(HostDocument document) => new(ConnectionString(document, "messaging"));

    private static string ConnectionString(HostDocument document, string name) => document.Resources.Single(resource => resource.Name == name).ConnectionString!;

    private static IEnumerable<int> Ports(HostDocument document) =>
        document.Resources.SelectMany(resource => resource.Replicas).SelectMany(replica => replica.Endpoints.Values).Select(url => new Uri(url).Port);

    private static async Task ConnectAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
    }
}
