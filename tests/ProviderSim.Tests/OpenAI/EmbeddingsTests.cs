using System.Text;
using System.Text.Json.Nodes;
using Tollgate.ProviderSim.OpenAI;
using Tollgate.ProviderSim.Tests.Hosting;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Tests.OpenAI;

public sealed class EmbeddingsTests : IDisposable
{
    private readonly SimServer sim = new();

    [Fact]
    public async Task Tokens_of_all_inputs_are_billed_and_look_up_finds_them()
    {
        using var request = Wire.Post(Embeddings.Path, JsonNode.Parse("""{"model":"text-embedding-3-large","input":["one two three","four"]}""")!, "embed-1");
        using var response = await sim.Api.SendAsync(request);

        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var counter = new TokenCounter("cl100k_base");
        var tokens = counter.Count("one two three") + counter.Count("four");
        Assert.Equal(tokens, (int)body["usage"]!["prompt_tokens"]!);
        Assert.Equal(3072, body["data"]![1]!["embedding"]!.AsArray().Count);
        Assert.Contains("sim", (string)body["model"]!, StringComparison.Ordinal);
        var found = await sim.Admin.LookUpAsync("embed-1");
        Assert.Equal(tokens, (int)found["usage"]!["input"]!);
        Assert.Equal(tokens * 130, (long)found["cost_nanos"]!);
    }

    [Theory]
    [InlineData("""{"model":"text-embedding-3-small"}""", "input")]
    [InlineData("""{"model":"text-embedding-3-small","input":""}""", "input")]
    [InlineData("""{"model":"text-embedding-3-small","input":[]}""", "input")]
    [InlineData("""{"model":"text-embedding-3-small","input":[1,"a"]}""", "input")]
    [InlineData("""{"model":"text-embedding-3-small","input":"x","dimensions":5000}""", "dimensions")]
    [InlineData("""{"model":"text-embedding-ada-002","input":"x","dimensions":5}""", "dimensions")]
    [InlineData("""{"model":"gpt-4o","input":"x"}""", "model")]
    public async Task A_bad_request_names_its_parameter(string body, string param)
    {
        var (status, error) = await sim.Api.RefusedAsync(Embeddings.Path, new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.InRange(status, 400, 404);
        Assert.Equal(param, (string?)error["param"]);
    }

    public void Dispose() => sim.Dispose();
}
