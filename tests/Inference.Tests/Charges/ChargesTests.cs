using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Charges;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Reconciliation;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.Testing;

namespace Tollgate.Inference.Tests.Charges;

/// <summary>ProviderSim's costs report beside our own books, when the day of the test is over.</summary>
public sealed class ChargesTests
{
    private const string Model = "gpt-4.1-mini";

    [Fact]
    public async Task What_is_charged_is_what_was_settled_also_for_calls_that_are_nobodys_and_is_found_once_whoever_looks()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        InferenceReplica[] replicas = [Replica(world, simulator, "a"), Replica(world, simulator, "b")];
        await World.TryRunAsync(replicas[0], World.Request("one", model: Model));
        await World.TryRunAsync(replicas[1], World.Request("another", model: "gpt-4.1"));
        await CallDirectlyAsync(simulator, "somebody else, with our key");

        Assert.Equal(0, await CompareAsync(replicas));
        await ReconcileUsageAsync(replicas[0]);
        Assert.Equal(2, await CompareAsync(replicas));
        Assert.Equal(0, await CompareAsync(replicas));

        var listed = await ListAsync(replicas[1]);
        Assert.Equal((await simulator.InvoiceAsync()).CostNanos, listed.Sum(day => day.Charged.Nanos));
        Assert.All(listed, day => Assert.Equal((ChargeExplanation.Agrees, day.Charged.Nanos, 1), (day.Explanation, day.Settled.Nanos, day.Revision)));
        Assert.True(listed.Single(day => day.LineItem == Model).Unattributed.Nanos > 0);
        Assert.Empty(await NewsAsync(world));
        Assert.DoesNotContain(replicas.SelectMany(replica => replica.Logs.Lines), line => line.Contains("charges", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_price_that_the_book_does_not_know_is_alarmed_once_names_its_entry_and_is_said_as_a_cost_beside_usage()
    {
        await using var world = await World.CreateAsync();
        var prices = Path.GetTempFileName();
        await File.WriteAllTextAsync(prices, Dearer());
        await using var simulator = await SimulatedProvider.StartAsync(prices);
        InferenceReplica[] replicas = [Replica(world, simulator, "a"), Replica(world, simulator, "b")];
        await World.TryRunAsync(replicas[0], World.Request("one", model: Model));
        await ReconcileUsageAsync(replicas[0]);

        Assert.Equal(1, await CompareAsync(replicas));
        await CompareAsync(replicas);

        var day = Assert.Single(await ListAsync(replicas[0], onlyDifferences: true));
        Assert.Equal((ChargeExplanation.Price, Model, day.Settled.Nanos * 2), (day.Explanation, day.LineItem, day.Charged.Nanos));
        Assert.Equal(await world.ScalarAsync<string>("SELECT price_version FROM attempts"), Assert.Single(day.PriceVersions));
        var news = Assert.Single(await NewsAsync(world));
        Assert.Equal((day.Settled.Nanos, "USD", "Price", Model), (news.CostNanos, news.Currency, news.Explanation, news.LineItem));
        Assert.Equal(day.Adjusted.Nanos, news.CostNanos);
        Assert.Single(replicas.SelectMany(replica => replica.Logs.Lines), line => line.Contains("charges", StringComparison.Ordinal));
        File.Delete(prices);
    }

    [Fact]
    public async Task A_day_that_is_charged_otherwise_later_is_compared_again_and_says_the_rest()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        var replica = Replica(world, simulator, "a");
        await World.TryRunAsync(replica, World.Request("one", model: Model));
        await ReconcileUsageAsync(replica);
        await CompareAsync(replica);

        foreach (var late in new[] { "late", "later than that" })
        {
            await CallDirectlyAsync(simulator, late);
            Assert.Equal(1, await CompareAsync(replica));
        }

        var day = Assert.Single(await ListAsync(replica));
        Assert.Equal((ChargeExplanation.LateUsage, 3), (day.Explanation, day.Revision));
        Assert.Equal(day.Charged.Nanos - day.Settled.Nanos, day.UsageDifference.Nanos);
        var news = await NewsAsync(world);
        Assert.Equal(2, news.Select(fact => fact.EventId).Distinct().Count());
        Assert.Equal((await simulator.InvoiceAsync()).CostNanos, day.Settled.Nanos + news.Sum(fact => fact.CostNanos));
    }

    [Fact]
    public async Task A_charge_in_another_currency_is_said_once_and_adds_nothing()
    {
        await using var world = await World.CreateAsync();
        await using var simulator = await SimulatedProvider.StartAsync();
        var replica = Replica(world, simulator, "a");
        var store = replica.Services.GetRequiredService<ComparisonStore>();
        var day = new ChargedDay(DateOnly.FromDateTime(DateTime.UtcNow), Model, "EUR", 5, SettledCalls.None, default);
        var found = CompareCharges.Decide(day, null, "USD", new ChargesOptions());

        Assert.Equal(1, await store.WriteAsync("openai", found, default));
        Assert.Null(await store.WriteAsync("openai", found, default));
        var told = Assert.Single(await ListAsync(replica));
        Assert.Equal((ChargeExplanation.Currency, "EUR", 0), (told.Explanation, told.Charged.Currency, told.Adjusted.Nanos));
        Assert.Empty(await NewsAsync(world));
    }

    private static InferenceReplica Replica(World world, SimulatedProvider simulator, string name) => world.Replica(settings =>
    {
        settings["Recovery:Instance"] = name;
        settings["Providers:openai:BaseUrl"] = simulator.BaseUrl;
        settings["Providers:openai:ApiKey"] = "sk-sim-local";
        settings["Providers:openai:AdminKey"] = "sk-sim-admin";
        settings["Providers:openai:ProjectId"] = "proj_sim";
        settings["Reconciliation:Interval"] = "1.00:00:00";
        settings["Charges:Interval"] = "1.00:00:00";
    });

    private static string Dearer()
    {
        var file = JsonNode.Parse(File.ReadAllText(RepositoryRoot.Combine("tools/ProviderSim/prices.json")))!;
        foreach (var (kind, price) in file["prices"]![Model]!.AsObject().ToArray())
            file["prices"]![Model]![kind] = price!.GetValue<decimal>() * 2;
        return file.ToJsonString();
    }

    private static async Task CallDirectlyAsync(SimulatedProvider simulator, string text)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, simulator.BaseUrl + "/chat/completions")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "sk-sim-local") },
            Content = JsonContent.Create(new { model = Model, messages = new[] { new { role = "user", content = text } } }),
        };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private static Task ReconcileUsageAsync(InferenceReplica replica) => replica.Services.GetRequiredService<ReconcileEndpoint>().HandleAsync(
        replica.Services.GetRequiredService<ProviderRegistry>().Find("openai")!, Tomorrow(), default);

    private static async Task<int> CompareAsync(params InferenceReplica[] replicas) => (await Task.WhenAll(replicas.Select(replica =>
        replica.Services.GetRequiredService<CompareEndpoint>().HandleAsync(
            replica.Services.GetRequiredService<ProviderRegistry>().Find("openai")!, Tomorrow(), default)))).Sum();

    private static DateTimeOffset Tomorrow() => new DateTimeOffset(DateTimeOffset.UtcNow.Date, TimeSpan.Zero).AddDays(1).AddMinutes(5);

    private static async Task<IReadOnlyList<ChargeComparison>> ListAsync(InferenceReplica replica, bool onlyDifferences = false) =>
        (await replica.Services.GetRequiredService<ListComparisons>().HandleAsync(
            new ListChargeComparisonsRequest { OnlyDifferences = onlyDifferences }, default)).Comparisons;

    private static async Task<List<ChargeDifferenceFound>> NewsAsync(World world)
    {
        await using var source = NpgsqlDataSource.Create(world.ConnectionString);
        await using var command = source.CreateCommand("SELECT body FROM messaging.outbox WHERE message_type = 'inference.charge-difference-found.v1' ORDER BY id");
        await using var reader = await command.ExecuteReaderAsync();
        var news = new List<ChargeDifferenceFound>();
        while (await reader.ReadAsync())
            news.Add(JsonSerializer.Deserialize<ChargeDifferenceFound>(reader.GetFieldValue<byte[]>(0), MessageJson.Options)!);
        return news;
    }
}
