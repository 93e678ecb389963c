using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Calls;

/// <summary>A chat request that has been found good.</summary>
internal sealed record ChatCall(
    SimModel Model, ChatPrompt Prompt, AnswerLimits Limits, bool Stream, bool IncludeUsage = true, int? TopLogprobs = null, bool NamedTool = false,
    CacheMark Cache = CacheMark.Automatic)
{
    /// <summary>The same, for a wire format on which an answer calls one tool at a time.</summary>
    public ChatCall WithOneToolCall() => this with { Limits = Limits with { ParallelCalls = false } };
}

/// <summary>What is said about the prompt cache.</summary>
internal enum CacheMark
{
    /// <summary>Nothing has to be: the provider reads and writes it as it likes, and bills no writes.</summary>
    Automatic,

    /// <summary>Nothing was, where it has to be: the cache is left alone.</summary>
    None,

    /// <summary>Keep it for five minutes; writes are billed.</summary>
    FiveMinutes,

    /// <summary>Keep it for an hour; writes are billed.</summary>
    OneHour,
}
