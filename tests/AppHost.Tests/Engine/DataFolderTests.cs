using System.Text.Json;
using Tollgate.AppHost.Local;

namespace Tollgate.AppHost.Tests.Engine;

public sealed class DataFolderTests
{
    [Fact]
    public async Task Two_hosts_run_side_by_side_on_folders_of_their_own()
    {
        await using var left = new TestApplication();
        await using var right = new TestApplication();
        left.AddService("service");
        right.AddService("service");
        await left.StartAsync();
        await right.StartAsync();
        await left.HealthyAsync("service");
        await right.HealthyAsync("service");

        Assert.NotEqual(left.Application.GetEndpoints("service"), right.Application.GetEndpoints("service"));
        Assert.NotEqual(await left.GetAsync("service", "/process"), await right.GetAsync("service", "/process"));
    }

    [Fact]
    public async Task A_second_host_on_the_same_folder_is_refused()
    {
        await using var first = new TestApplication();
        await first.StartAsync();
        await using var second = new TestApplication(first.Folder);

        var refusal = await Assert.ThrowsAsync<DistributedApplicationException>(second.StartAsync);
        Assert.Contains("Another host is running", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_nobody_gave_is_made_up_once_and_kept_where_only_its_owner_reads()
    {
        var folder = Directory.CreateTempSubdirectory("tollgate-test-").FullName;
        try
        {
            var first = SecretStore.In(folder).GetOrCreate("admin-key");
            Assert.Equal(first, SecretStore.In(folder + "/../" + Path.GetFileName(folder)).GetOrCreate("admin-key"));
            Assert.NotEqual(first, SecretStore.In(folder).GetOrCreate("another"));
            Assert.Equal(43, first.Length);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "secrets.json")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Host_file_tells_where_everything_is_and_goes_with_the_host()
    {
        var folder = Directory.CreateTempSubdirectory("tollgate-test-").FullName;
        try
        {
            var path = Path.Combine(folder, "host.json");
            await using (var test = new TestApplication(folder))
            {
                test.AddService("service");
                await test.StartAsync();
                await test.HealthyAsync("service");

                var document = await WhenReadyAsync(path, test.Limit);
                var service = document.Resources.Single();
                Assert.Equal(Environment.ProcessId, document.Pid);
                Assert.Equal(test.Application.GetProcessId("service"), service.Replicas.Single().Pid);
                Assert.Equal(test.Application.GetEndpoints("service")[0], new Uri(service.Replicas.Single().Endpoints["http"]));
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
                await test.Application.StopAsync(test.Limit);
            }

            Assert.False(File.Exists(path));
            Assert.False(File.Exists(Path.Combine(folder, "lock")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<HostDocument> WhenReadyAsync(string path, CancellationToken limit)
    {
        while (true)
        {
            var document = JsonSerializer.Deserialize<HostDocument>(await File.ReadAllTextAsync(path, limit), JsonFormat.Indented)!;
            if (document.State == "ready")
                return document;
            await Task.Yield();
        }
    }
}
