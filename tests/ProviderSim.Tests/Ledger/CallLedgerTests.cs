using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.Prices;
using Tollgate.ProviderSim.Tests.Hosting;

namespace Tollgate.ProviderSim.Tests.Ledger;

public sealed class CallLedgerTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Log => folder.File(CallLedger.FileName);

    [Fact]
    public async Task A_call_left_open_is_closed_at_the_next_start_with_its_progress()
    {
        using (var ledger = Open())
        {
            var entry = ledger.Open(Start("a"));
            await ledger.ProgressAsync(entry, 30, 10);
        }

        using var again = Open();
        var call = Assert.Single(again.Book.FindByClientRequest("a"));
        Assert.Equal(CallState.Interrupted, call.State);
        Assert.Equal(new TokenUsage(100, Output: 30, Reasoning: 10), call.End!.Usage);
        Assert.Equal((100 * 2_000) + (30 * 8_000), call.End.CostNanos);
    }

    [Fact]
    public async Task A_request_id_used_twice_is_billed_twice()
    {
        using var ledger = Open();
        foreach (var _ in (int[])[1, 2])
            await ledger.EndAsync(ledger.Open(Start("twice")), CallState.Finished, new TokenUsage(100, Output: 1), 200, "stop");

        Assert.Equal([1, 2], ledger.Book.FindByClientRequest("twice").Select(call => call.Id));
    }

    [Fact]
    public async Task The_end_is_visible_only_once_it_is_on_disk()
    {
        using var ledger = Open();
        var entry = ledger.Open(Start("a"));
        var ending = ledger.EndAsync(entry, CallState.Finished, new TokenUsage(100), 200, "stop");
        if (entry.End is not null)
            Assert.Contains("\"kind\":\"end\"", ReadLog(), StringComparison.Ordinal);
        await ending;

        Assert.Contains("\"kind\":\"end\"", ReadLog(), StringComparison.Ordinal);
        Assert.Equal(CallState.Finished, entry.State);
    }

    [Theory]
    [InlineData("3d47ec748632b016 {\"kind\":\"open\",\"id\":2,\"sta")]
    [InlineData("0000000000000000 {\"kind\":\"progress\",\"id\":1}\n")]
    [InlineData("x\n")]
    public async Task A_line_torn_by_a_crash_is_cut_off_and_writing_goes_on(string torn)
    {
        using (var ledger = Open())
            await ledger.EndAsync(ledger.Open(Start("a")), CallState.Finished, new TokenUsage(100, Output: 5), 200, "stop");
        var whole = new FileInfo(Log).Length;
        File.AppendAllText(Log, torn);

        using (var again = Open())
        {
            Assert.Equal(whole, new FileInfo(Log).Length);
            await again.EndAsync(again.Open(Start("b")), CallState.Finished, new TokenUsage(100), 200, "stop");
        }

        using var third = Open();
        Assert.Equal(2, third.Book.All().Count(call => call.State == CallState.Finished));
    }

    [Fact]
    public async Task Damage_in_the_middle_stops_the_start()
    {
        using (var ledger = Open())
        {
            await ledger.EndAsync(ledger.Open(Start("a")), CallState.Finished, new TokenUsage(100), 200, "stop");
            await ledger.EndAsync(ledger.Open(Start("b")), CallState.Finished, new TokenUsage(100), 200, "stop");
        }
        var lines = File.ReadAllLines(Log);
        lines[1] = lines[1].Replace("100", "900", StringComparison.Ordinal);
        File.WriteAllLines(Log, lines);

        Assert.Throws<InvalidDataException>(Open);
    }

    [Fact]
    public void A_second_process_cannot_open_the_same_ledger()
    {
        using var ledger = Open();

        Assert.Throws<IOException>(Open);
    }

    public void Dispose() => folder.Dispose();

    private static CallStart Start(string clientRequestId) => new(
        "chatcmpl-sim1", clientRequestId, "key_1", "openai", "/v1/chat/completions", "gpt-4.1",
        new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero), true, new TokenUsage(100));

    private CallLedger Open()
    {
        var options = Options.Create(new SimulatorOptions { DataFolder = folder.Path });
        return new CallLedger(options, new PriceList(options, new ModelCatalogue(options)), TimeProvider.System, NullLogger<CallLedger>.Instance);
    }

    private string ReadLog()
    {
        using var reader = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
