using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Tokens;

namespace Tollgate.Platform.Tests;

/// <summary>
/// A client goes away after a few pieces of its answer: what was generated is recorded once, at least what was delivered, not the whole
/// answer, and to the token what the provider bills for the call.
/// </summary>
[Collection(PlatformCollection.Name)]
public sealed class DisconnectTests(PlatformFixture fixture) : IAsyncLifetime
{
    private const string Model = "gpt-4.1";
    private const int WholeAnswer = 800;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string user = $"leaver-{Guid.NewGuid():N}";

    public Task InitializeAsync() => fixture.Provider.AnswersAsync("fill", default);

    public Task DisposeAsync() => fixture.Provider.AnswersAsync("natural", default);

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task A_stream_over_gRPC(int pieces)
    {
        var delivered = "";
        using var hangUp = new CancellationTokenSource();
        using (var call = fixture.Platform.Intake.StreamComplete(
            new StreamCompleteRequest { Request = Request() }, PlatformClients.WithApiKey(Key, Patience, hangUp.Token)))
        {
            for (var seen = 0; seen < pieces; seen++)
            {
                Assert.True(await call.ResponseStream.MoveNext(default));
                delivered += call.ResponseStream.Current.Delta;
            }

            await hangUp.CancelAsync();
        }

        await AssertSettledAsync(delivered);
    }

    [Fact]
    public async Task A_whole_answer_over_gRPC()
    {
        using var hangUp = new CancellationTokenSource();
        using var call = fixture.Platform.Intake.CompleteAsync(Request(), PlatformClients.WithApiKey(Key, Patience, hangUp.Token));
        var before = (await CallsAsync()).Count;
        await UntilAsync(async () => (await CallsAsync()).Count > before || (await CallsAsync()).Any(c => c.State == "open"));

        await hangUp.CancelAsync();

        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        await AssertSettledAsync(delivered: "");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task A_stream_in_OpenAIs_words(int pieces)
    {
        var delivered = "";
        using var http = new HttpClient { BaseAddress = new Uri(fixture.Platform.Addresses.IntakeHttp[0]) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Key) },
            Content = JsonContent.Create(new
            {
                model = Model, stream = true, max_tokens = WholeAnswer, user, messages = new[] { new { role = "user", content = $"Tell {user} of rivers." } },
            }),
        };
        using (var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            response.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            for (var seen = 0; seen < pieces;)
            {
                var line = await reader.ReadLineAsync() ?? throw new InvalidOperationException("The stream has ended.");
                if (!line.StartsWith("data: {", StringComparison.Ordinal))
                    continue;
                delivered += JsonNode.Parse(line[6..])!["choices"]![0]!["delta"]?["content"]?.GetValue<string>();
                seen++;
            }
        }

        await AssertSettledAsync(delivered);
    }

    private string Key => fixture.Keys.Values.First();

    private string Tenant => fixture.Keys.Keys.First();

    private CompleteRequest Request() => new()
    {
        Model = Model,
        MaxTokens = WholeAnswer,
        User = user,
        NoCache = true,
        Messages = { new Message { Role = "user", Content = $"Tell {user} of rivers." } },
    };

    private async Task AssertSettledAsync(string delivered)
    {
        await UntilAsync(async () => (await EntriesAsync()).Count > 0);
        await fixture.AssertBalancedAsync();

        var entries = await EntriesAsync();
        var attempt = Assert.Single(entries.Select(entry => entry.AttemptId).Distinct());
        Assert.Equal(AttemptOutcome.Cancelled, entries[0].Outcome);
        var usage = entries.Aggregate(Tokens.TokenUsage.Zero, (sum, entry) => sum + entry.Usage.ToUsage());
        var call = (await CallsAsync()).Single(call => call.ClientRequestId == attempt);
        Assert.Equal(
            (call.Input, call.Output, call.CostNanos), (usage.InputTotal, usage.OutputTotal, entries.Sum(entry => entry.Cost.Nanos)));
        Assert.InRange(usage.OutputTotal, TextTokens.Count(Model, delivered).Likely, WholeAnswer - 1);
        Assert.Equal("cut", call.State);
    }

    private async Task<List<UsageEntry>> EntriesAsync()
    {
        var mine = new List<UsageEntry>();
        var request = new ListUsageEntriesRequest { TenantId = Tenant, PageSize = 1000 };
        do
        {
            var page = await fixture.Platform.Usage.ListUsageEntriesAsync(request);
            mine.AddRange(page.Entries.Where(entry => entry.Caller.UserId == user));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return mine;
    }

    private async Task<IReadOnlyList<Call>> CallsAsync()
    {
        using var control = Control();
        var calls = new List<Call>();
        for (var since = 0L; ;)
        {
            var page = (await control.GetFromJsonAsync<JsonNode>($"control/ledger?since_id={since}&limit=1000"))!;
            calls.AddRange(page["calls"]!.AsArray().Select(call => new Call(
                call!["client_request_id"]?.GetValue<string>() ?? "",
                call["state"]!.GetValue<string>(),
                call["usage"]?["input"]?.GetValue<long>() ?? 0,
                call["usage"]?["output"]?.GetValue<long>() ?? 0,
                call["cost_nanos"]?.GetValue<long>() ?? 0)));
            if (!page["has_more"]!.GetValue<bool>())
                return calls;
            since = page["next_since_id"]!.GetValue<long>();
        }
    }

    private HttpClient Control() => new()
    {
        BaseAddress = new Uri(fixture.Platform.Addresses.ProviderSim!),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", fixture.Platform.Addresses.SimAdminKey) },
    };

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(20, patience.Token);
    }

    private sealed record Call(string ClientRequestId, string State, long Input, long Output, long CostNanos);
}
