using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Images;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Tokens;

/// <summary>Tokens of a prompt. <paramref name="Total"/> includes the parts named beside it.</summary>
internal readonly record struct PromptTokens(int Total, int Image, int Tool);

/// <summary>
/// What a chat prompt is billed: the published chat format (3 a message, the tokens of role, content and name, 1 for a name,
/// 3 to prime the reply), tool definitions, an output schema, and images by the model's own rule.
/// </summary>
internal sealed class PromptMeter(TokenCounters counters)
{
    private const int PerMessage = 3, PerName = 1, ReplyPrimer = 3;

    public PromptTokens Measure(SimModel model, ChatPrompt prompt)
    {
        var counter = counters.For(model);
        int total = ReplyPrimer, image = 0;
        foreach (var message in prompt.Messages)
        {
            total += PerMessage + counter.Count(message.Role) + counter.Count(message.Text);
            if (message.Name is { } name)
                total += PerName + counter.Count(name);
            foreach (var call in message.ToolCalls)
                total += counter.Count(call.Name) + counter.Count(call.Arguments);
            foreach (var picture in message.Images)
                image += ImageTokens.Of(model.Image, picture);
        }

        var tools = ToolTokens.Of(counter, prompt.Tools);
        var schema = prompt.Output.SchemaText is { } text ? counter.Count(text) : 0;
        return new PromptTokens(total + image + tools + schema, image, tools);
    }
}
