using System.Net;
using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Tests.Hosting;

namespace Tollgate.ProviderSim.Tests.Control;

public sealed class ReportsTests : IDisposable
{
    private readonly SimServer sim = new(("ProviderSim:ApiKeys:1", "sk-sim-second"));

    [Fact]
    public async Task The_usage_and_cost_reports_equal_the_ledger()
    {
        using var second = sim.Client("sk-sim-second");
        foreach (var model in (string[])["gpt-4.1", "gpt-4.1-mini", "o4-mini"])
        {
            await sim.Api.ChatAsync(Wire.Chat(model, "When do parcels leave?", system: Wire.Context));
            await second.ChatAsync(Wire.Chat(model, "When are refunds paid?", system: Wire.Context));
        }
        await sim.Api.RefusedAsync("/v1/chat/completions", new StringContent("{"));

        var calls = (await sim.Admin.JsonAsync("/control/ledger"))["calls"]!.AsArray().Where(call => (string)call!["state"]! == "finished").ToList();
        var summary = await sim.Admin.JsonAsync("/control/ledger/summary");
        var usage = await AllAsync("/v1/organization/usage/completions", "bucket_width=1m&group_by=model,api_key_id");
        var costs = await AllAsync("/v1/organization/costs", "bucket_width=1h");

        Assert.Equal(6, calls.Count);
        Assert.Equal(6, (int)summary["billed_calls"]!);
        Assert.Equal(1, (int)summary["failed_calls"]!);
        foreach (var (reported, booked) in new[] { ("input_tokens", "input"), ("output_tokens", "output"), ("input_cached_tokens", "cached_input") })
        {
            Assert.Equal(calls.Sum(call => (long)call!["usage"]![booked]!), usage.Sum(result => (long)result[reported]!));
            Assert.Equal((long)summary["tokens"]![booked]!, usage.Sum(result => (long)result[reported]!));
        }
        Assert.Equal(6, usage.Select(result => $"{result["model"]} {result["api_key_id"]}").Distinct().Count());
        Assert.Equal(calls.Sum(call => (long)call!["cost_nanos"]!), costs.Sum(result => (long)result["amount_nanos"]!));
        Assert.Equal((long)summary["cost_nanos"]! / 1e9m, costs.Sum(result => (decimal)result["amount"]!["value"]!));
        Assert.Equal((long)summary["cost_nanos"]!, summary["by_model"]!.AsObject().Sum(model => (long)model.Value!["cost_nanos"]!));
    }

    [Fact]
    public async Task The_ledger_is_paged_without_gaps()
    {
        for (var i = 0; i < 7; i++)
            await sim.Api.ChatAsync(Wire.Chat("gpt-4.1", $"{i}?"));

        var ids = new List<long>();
        long since = 0;
        for (var more = true; more;)
        {
            var page = await sim.Admin.JsonAsync($"/control/ledger?since_id={since}&limit=3");
            ids.AddRange(page["calls"]!.AsArray().Select(call => (long)call!["id"]!));
            (since, more) = ((long)page["next_since_id"]!, (bool)page["has_more"]!);
        }

        Assert.Equal(Enumerable.Range(1, 7).Select(id => (long)id), ids);
    }

    [Theory]
    [InlineData("/control/ledger")]
    [InlineData("/control/ledger/summary")]
    [InlineData("/control/calls?client_request_id=x")]
    [InlineData("/control/faults")]
    [InlineData("/control/pace")]
    [InlineData("/control/answers")]
    [InlineData("/v1/organization/costs?start_time=0")]
    [InlineData("/v1/organization/usage/completions?start_time=0")]
    public async Task Only_the_admin_key_opens_the_control_api_and_the_reports(string path)
    {
        using var refused = await sim.Api.GetAsync(path);
        using var allowed = await sim.Admin.GetAsync(path + (path.Contains("costs", StringComparison.Ordinal) ? "&limit=1" : ""));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("start_time=yesterday")]
    [InlineData("start_time=0&bucket_width=5m")]
    [InlineData("start_time=0&limit=0")]
    [InlineData("start_time=0&group_by=weather")]
    public async Task A_report_query_that_makes_no_sense_is_refused(string query)
    {
        using var response = await sim.Admin.GetAsync("/v1/organization/usage/completions?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Health_needs_no_key()
    {
        using var client = new HttpClient { BaseAddress = sim.Address };

        Assert.Equal("Healthy", await client.GetStringAsync("/health"));
        Assert.Equal("Alive", await client.GetStringAsync("/alive"));
    }

    public void Dispose() => sim.Dispose();

    private async Task<List<JsonNode>> AllAsync(string path, string query)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var results = new List<JsonNode>();
        for (string? page = null; ;)
        {
            var body = await sim.Admin.JsonAsync($"{path}?start_time={now - 120}&limit=2&{query}" + (page is null ? "" : $"&page={page}"));
            results.AddRange(body["data"]!.AsArray().SelectMany(bucket => bucket!["results"]!.AsArray()).Select(result => result!));
            if ((page = (string?)body["next_page"]) is null)
                return results;
        }
    }
}
