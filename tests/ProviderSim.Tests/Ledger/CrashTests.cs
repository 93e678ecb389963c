using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Tests.Hosting;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Tests.Ledger;

public class CrashTests
{
    [Fact]
    public async Task Killed_in_the_middle_of_streams_it_bills_each_at_least_what_was_delivered()
    {
        const int streams = 8, limit = 5_000;
        using var folder = new TempFolder();
        string[] delivered;
        await using (var sim = await SimProcess.StartAsync(folder.Path, ("ProviderSim__Answers__Mode", "fill"), ("ProviderSim__Pace__Speed", "3")))
        {
            var readers = Enumerable.Range(0, streams).Select(i => new DeliveryReader(sim.Api, $"crash-{i}", limit)).ToList();
            await Task.WhenAll(readers.Select(reader => reader.HasBegun)).WaitAsync(TimeSpan.FromSeconds(30));
            await sim.KillAsync();
            delivered = await Task.WhenAll(readers.Select(reader => reader.Delivered)).WaitAsync(TimeSpan.FromSeconds(30));
        }

        await using var again = await SimProcess.StartAsync(folder.Path);
        var counter = new TokenCounter("o200k_base");
        for (var i = 0; i < streams; i++)
        {
            var found = await again.Admin.LookUpAsync($"crash-{i}");
            var call = Assert.Single(found["calls"]!.AsArray())!;
            Assert.Equal("finished", (string)found["state"]!);
            Assert.Equal("interrupted", (string)call["state"]!);
            Assert.InRange((int)call["usage"]!["output"]!, counter.Count(delivered[i]), limit - 1);
            Assert.True(counter.Count(delivered[i]) >= 20);
            Assert.True((long)call["cost_nanos"]! > 0);
        }

        var summary = await again.Admin.JsonAsync("/control/ledger/summary");
        Assert.Equal(streams, (int)summary["billed_calls"]!);
        Assert.Equal(0, (int)summary["open_calls"]!);
    }

    [Fact]
    public async Task What_ended_before_a_kill_is_the_same_after_it()
    {
        using var folder = new TempFolder();
        JsonNode before;
        await using (var sim = await SimProcess.StartAsync(folder.Path, ("ProviderSim__Pace__Mode", "zero")))
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => sim.Api.ChatAsync(Wire.Chat("gpt-4.1-mini", $"Question {i}?"), $"done-{i % 40}")));
            before = await sim.Admin.JsonAsync("/control/ledger");
            await sim.KillAsync();
        }

        await using var again = await SimProcess.StartAsync(folder.Path);
        Assert.Equal(50, before["calls"]!.AsArray().Count);
        Assert.Equal(before.ToJsonString(), (await again.Admin.JsonAsync("/control/ledger")).ToJsonString());
    }

    /// <summary>Reads a stream until its connection breaks, and says when some of it has arrived.</summary>
    private sealed class DeliveryReader
    {
        private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public DeliveryReader(HttpClient client, string clientRequestId, int limit) =>
            Delivered = Task.Run(() => ReadAsync(client, clientRequestId, limit));

        public Task HasBegun => begun.Task;

        public Task<string> Delivered { get; }

        private async Task<string> ReadAsync(HttpClient client, string clientRequestId, int limit)
        {
            var text = "";
            using var response = await client.StreamAsync(Wire.Chat("gpt-4.1-mini", "Go on.", new { max_tokens = limit }), clientRequestId);
            try
            {
                await foreach (var data in response.EventsAsync())
                {
                    text += Wire.DeltaOf(data);
                    if (text.Length > 200)
                        begun.TrySetResult();
                }
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException)
            {
                return text;
            }
            return text;
        }
    }
}
