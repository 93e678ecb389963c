using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>A chat completion request that has been found good.</summary>
internal sealed record ChatCall(
    SimModel Model, ChatPrompt Prompt, AnswerLimits Limits, bool Stream, bool IncludeUsage, int? TopLogprobs, bool NamedTool);
