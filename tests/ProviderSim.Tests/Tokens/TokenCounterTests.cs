using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Tests.Hosting;
using Tollgate.ProviderSim.Tokens;
using Tollgate.Testing;

namespace Tollgate.ProviderSim.Tests.Tokens;

public class TokenCounterTests
{
    private readonly TokenCounter counter = new("o200k_base");

    [SkippableTheory]
    [Trait("Data", "shared")]
    [InlineData("o200k_base")]
    [InlineData("cl100k_base")]
    public void Counts_agree_with_two_other_implementations(string encoding)
    {
        var counted = new TokenCounter(encoding);
        foreach (var line in File.ReadLines(SharedData.Path("tokens/token_counts_dev.jsonl")))
        {
            var row = JsonNode.Parse(line)!;
            Assert.Equal((int)row[encoding]!, counted.Count((string)row["text"]!));
        }
    }

    [SkippableFact]
    [Trait("Data", "shared")]
    public async Task Prompts_of_the_published_chat_and_tool_examples_are_billed_as_published()
    {
        using var sim = new SimServer();
        var vectors = JsonNode.Parse(File.ReadAllText(SharedData.Path("tokens/openai_published_vectors.json")))!;
        var chat = new JsonObject { ["model"] = "gpt-4o", ["messages"] = vectors["chat"]!["messages"]!.DeepClone() };
        var tools = new JsonObject
        {
            ["model"] = "gpt-4o",
            ["messages"] = vectors["tools"]!["messages"]!.DeepClone(),
            ["tools"] = vectors["tools"]!["tools"]!.DeepClone(),
        };

        Assert.Equal(124, (int)(await sim.Api.ChatAsync(chat))["usage"]!["prompt_tokens"]!);
        Assert.Equal(101, (int)(await sim.Api.ChatAsync(tools))["usage"]!["prompt_tokens"]!);
    }

    [Theory]
    [InlineData("plain words, as they come")]
    [InlineData("naïve 漢字 👩‍👩‍👧 𓀀𓀀 end\n\nok")]
    [InlineData("<|endoftext|> and ```code```")]
    public void Pieces_join_to_the_text_and_are_as_many_as_its_tokens(string text)
    {
        var pieces = counter.Split(text);

        Assert.Equal(text, string.Concat(pieces));
        Assert.Equal(counter.Count(text), pieces.Count);
        JsonSerializer.Serialize(pieces);
    }

    [Fact]
    public async Task A_long_unbroken_run_is_counted_in_reasonable_time_and_nearly_exactly()
    {
        var count = await Task.Run(() => counter.Count(new string('a', 400_000))).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.InRange(count, 50_000, 50_000 + (400_000 / 512) + 1);
    }
}
