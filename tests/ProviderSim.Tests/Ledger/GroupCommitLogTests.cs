using System.Text;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Tests.Hosting;

namespace Tollgate.ProviderSim.Tests.Ledger;

public sealed class GroupCommitLogTests : IDisposable
{
    private readonly TempFolder folder = new();

    [Fact]
    public async Task Concurrent_appends_share_syncs_and_none_is_lost()
    {
        const int writers = 16, lines = 200;
        var path = folder.File("log");
        long syncs;
        using (var log = new GroupCommitLog(Open(path)))
        {
            await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
            {
                for (var i = 0; i < lines; i++)
                    await log.Append(Encoding.UTF8.GetBytes($"{w}-{i}"));
            })));
            syncs = log.Syncs;
        }

        var written = File.ReadAllLines(path).Select(line => line[17..]).ToList();
        Assert.Equal(writers * lines, written.Distinct().Count());
        Assert.InRange(syncs, 1, (writers * lines) - 1);
        for (var w = 0; w < writers; w++)
            Assert.Equal(Enumerable.Range(0, lines).Select(i => $"{w}-{i}"), written.Where(line => line.StartsWith($"{w}-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_line_is_in_the_file_when_its_task_completes()
    {
        var path = folder.File("log");
        using var log = new GroupCommitLog(Open(path));

        await log.Append("first"u8.ToArray());

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Assert.EndsWith(" first\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_failed_write_nothing_more_is_accepted()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 1);
        using var log = new GroupCommitLog(full);

        await Assert.ThrowsAsync<IOException>(() => log.Append("lost"u8.ToArray()));
        await Assert.ThrowsAsync<IOException>(() => log.Append("refused"u8.ToArray()));
    }

    public void Dispose() => folder.Dispose();

    private static FileStream Open(string path) => new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1);
}
