using Microsoft.Extensions.AI;

namespace Tollgate.Inference.Providers.Wire;

/// <summary>
/// Messages for wire formats that keep instructions apart and let user and assistant take turns: neighbours of one side are one turn, and
/// results of tools are the user's.
/// </summary>
internal sealed record Conversation(string System, IReadOnlyList<Turn> Turns)
{
    public static Conversation Of(IReadOnlyList<ChatMessage> messages)
    {
        var system = new List<string>();
        var turns = new List<Turn>();
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.System || message.Role.Value is "developer")
            {
                system.Add(message.Text);
                continue;
            }

            var isAssistant = message.Role == ChatRole.Assistant;
            if (turns is [.., var last] && last.IsAssistant == isAssistant)
                last.Contents.AddRange(message.Contents);
            else
                turns.Add(new Turn(isAssistant, [.. message.Contents]));
        }

        return new Conversation(string.Join("\n\n", system.Where(text => text.Length > 0)), turns);
    }
}

/// <summary>What one side says before the other does.</summary>
internal sealed record Turn(bool IsAssistant, List<AIContent> Contents);
