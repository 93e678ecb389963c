using System.Diagnostics;
using Tollgate.Cli.Books;
using Tollgate.Cli.Hosting;
using Tollgate.Cli.Northstar;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Audit.V1;

namespace Tollgate.Bench.Streams;

/// <summary>Opens many streams to a whole platform on servers of its own, and asks the system what they take.</summary>
internal sealed class StreamsBenchmark(int streams, int slowReaders, Action<string> say)
{
    private const string Model = "gpt-4.1-mini";
    private const int Tokens = 60;
    private const int SlowTokens = 8192;
    private const int OpenedAtOnce = 64;
    private const long Mebibyte = 1024 * 1024;

    // Slow enough for the last stream to open before the first one ends, where the machine has nothing else to do.
    private const double TokensPerSecond = 1;
    private static readonly TimeSpan FirstToken = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SettlePatience = TimeSpan.FromMinutes(5);

    public async Task<StreamsFigures> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"tollgate-bench-{Guid.NewGuid():N}");
        say("starting the platform");
        await using var host = LocalHost.Start(folder, new Dictionary<string, string> { ["Data:Temporary"] = "true" }, detached: false);
        var addresses = await host.WaitUntilReadyAsync(_ => { }, cancellationToken);
        using var platform = new PlatformClients(addresses);
        using var provider = ProviderBooks.Create(addresses)!;
        await provider.AnswersAsync("fill", cancellationToken);
        await provider.PaceAsync("zero", cancellationToken);
        var key = await new DaySetup(platform).TenantAsync(Day.Read(Checkout.Combine("samples", "northstar")).Tenants[0], cancellationToken);
        var edge = new Uri(addresses.IntakeHttp[0]);

        say("warming up");
        using (var warm = await OpenAsync(edge, key, "warm", OpenedAtOnce, Tokens, cancellationToken))
            await warm.ReadAsync(cancellationToken);
        var rest = Memory(folder);

        await provider.PaceAsync(FirstToken, TokensPerSecond, cancellationToken);
        var watch = Stopwatch.StartNew();
        using var many = await OpenAsync(edge, key, "stream", streams, Tokens, cancellationToken);
        var reading = many.ReadAsync(cancellationToken);
        while (many.All.Any(stream => stream.Pieces == 0) && !reading.IsCompleted)
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        var opened = watch.Elapsed;
        say(FormattableString.Invariant($"{streams} streams are open after {opened.TotalSeconds:0.0} s"));
        var (before, since) = (many.Pieces, watch.Elapsed);
        await Task.Delay(Watched, cancellationToken);
        var rate = (many.Pieces - before) / (watch.Elapsed - since).TotalSeconds;
        var streaming = Memory(folder);
        await reading;

        say("callers that do not read");
        await provider.PaceAsync("zero", cancellationToken);
        var idle = Memory(folder);
        using var slow = await OpenAsync(edge, key, "slow", slowReaders, SlowTokens, cancellationToken);
        var settled = await UntilSettledAsync(provider, OpenedAtOnce + streams + slowReaders, platform, cancellationToken);
        var waiting = Memory(folder);
        await slow.ReadAsync(cancellationToken);

        var audit = await new SystemAudit(platform, provider).RunAsync(cancellationToken);
        foreach (var finding in audit.Findings)
            say(finding);
        return new StreamsFigures(
            streams, many.Completed, Tokens, Math.Round(opened.TotalSeconds, 1), Math.Round(rate), Table(rest, streaming, waiting),
            PerStream(rest, streaming, streams), slowReaders, SlowTokens, PerStream(idle, waiting, slowReaders), settled, slow.Completed, audit.Balanced);
    }

    /// <summary>The provider has ended all calls and what they used is in the ledger, though nobody has read the answers.</summary>
    private static async Task<bool> UntilSettledAsync(ProviderBooks provider, int calls, PlatformClients platform, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < SettlePatience)
        {
            var theirs = await provider.CallsAsync(cancellationToken);
            if (theirs.Count == calls && !theirs.Any(call => call.IsOpen) && await PendingAsync("inference") + await PendingAsync("metering") == 0)
                return true;
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }

        return false;

        async Task<long> PendingAsync(string service) =>
            (await platform.Audits[service].DigestAsync(new DigestRequest { PendingOnly = true }, cancellationToken: cancellationToken)).Pending.Values.Sum();
    }

    private static async Task<Streamed> OpenAsync(Uri edge, string key, string prompt, int count, int tokens, CancellationToken cancellationToken)
    {
        var readers = Enumerable.Range(0, count).Select(_ => new StreamReader()).ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce, CancellationToken = cancellationToken };
        // No two prompts are the same, so that nothing is answered from a cache.
        await Parallel.ForAsync(0, count, parallel, async (i, stop) => await readers[i].AskAsync(edge, key, Model, $"{prompt} {i}", tokens, stop));
        return new Streamed(readers);
    }

    private static Dictionary<string, long> Memory(string folder) =>
        ServiceState.Read(LocalHost.Read(folder)!).ToDictionary(state => state.Replica, state => state.MemoryBytes);

    private static List<ServiceMemory> Table(Dictionary<string, long> rest, Dictionary<string, long> streaming, Dictionary<string, long> waiting) =>
        [.. rest.Keys.Select(service => new ServiceMemory(service, rest[service] / Mebibyte, streaming[service] / Mebibyte, waiting[service] / Mebibyte))];

    private static double PerStream(Dictionary<string, long> before, Dictionary<string, long> after, int count) =>
        Math.Round((after.Values.Sum() - before.Values.Sum()) / 1024.0 / count, 1);

    private sealed record Streamed(IReadOnlyList<StreamReader> All) : IDisposable
    {
        public long Pieces => All.Sum(stream => stream.Pieces);

        public int Completed => All.Count(stream => stream.Completed);

        public Task ReadAsync(CancellationToken cancellationToken) => Task.WhenAll(All.Select(stream => stream.ReadAsync(cancellationToken)));

        public void Dispose()
        {
            foreach (var stream in All)
                stream.Dispose();
        }
    }
}
