using System.Text.Json;
using Tollgate.Testing;

namespace Tollgate.Tokens.Tests.Prompts;

[Trait("Data", "shared")]
public sealed class PublishedChatTests
{
    [SkippableTheory]
    [InlineData("chat", "gpt-3.5-turbo", 129)]
    [InlineData("chat", "gpt-4-0613", 129)]
    [InlineData("chat", "gpt-4", 129)]
    [InlineData("chat", "gpt-4o", 124)]
    [InlineData("chat", "gpt-4o-mini", 124)]
    [InlineData("tools", "gpt-3.5-turbo", 105)]
    [InlineData("tools", "gpt-4", 105)]
    [InlineData("tools", "gpt-4o", 101)]
    [InlineData("tools", "gpt-4o-mini", 101)]
    public void The_provider_reported_exactly_what_we_count(string section, string model, int promptTokens)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedData.Path("tokens/openai_published_vectors.json")));
        var vector = file.RootElement.GetProperty(section);
        Assert.Equal(promptTokens, vector.GetProperty("api_prompt_tokens").GetProperty(model).GetInt32());

        var count = PromptCounter.Count(model, new PromptRequest { Messages = Messages(vector), Tools = Tools(vector) });

        Assert.Equal(promptTokens, count.Total);
        Assert.Equal(promptTokens, count.WorstCase);
        Assert.False(count.IsEstimate);
        Assert.Equal(section == "tools", count.ToolSchema > 0);
    }

    private static PromptMessage[] Messages(JsonElement vector) =>
    [
        .. vector.GetProperty("messages").EnumerateArray().Select(message => PromptMessage.Text(
            message.GetProperty("role").GetString()!,
            PromptMessage.OriginOf(message.GetProperty("role").GetString()!, isLastUserMessage: true),
            message.GetProperty("content").GetString()!,
            message.TryGetProperty("name", out var name) ? name.GetString() : null)),
    ];

    private static ToolFunction[] Tools(JsonElement vector) => !vector.TryGetProperty("tools", out var tools) ? [] :
    [
        .. tools.EnumerateArray().Select(tool => tool.GetProperty("function")).Select(function => ToolSchemas.Read(
            function.GetProperty("name").GetString()!,
            function.GetProperty("description").GetString(),
            function.GetProperty("parameters"))),
    ];
}
