using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Faults;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Pace;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Calls;

/// <summary>Every chat call, whatever its wire format: metered, on the books, answered at its pace.</summary>
internal sealed class ChatCalls(CallDesk desk, PromptMeter meter, PromptCache cache, AnswerWriter answers, Pacer pacer, TimeProvider time)
{
    public async Task HandleAsync(HttpContext http, ChatWire wire)
    {
        var (incoming, call, error, modelName) = await wire.ReadAsync(desk.Receive(http, wire));
        if (call is null || error is not null)
        {
            await desk.RefuseAsync(incoming, error!, modelName: modelName);
            return;
        }

        var faults = desk.Strike(incoming, call.Model);
        var prompt = default(PromptTokens);
        var limits = call.Limits;
        error = CallDesk.RefusalOf(faults) ?? Measure(call, out prompt, out limits);
        if (error is not null)
        {
            await desk.RefuseAsync(incoming, error, call.Model);
            return;
        }
        await ServeAsync(incoming, call with { Limits = limits }, wire, faults, Use(incoming, call, prompt));
    }

    private async Task ServeAsync(IncomingCall incoming, ChatCall call, ChatWire wire, FaultPlan faults, TokenUsage prompt)
    {
        var session = desk.Open(incoming, call.Model, call.Stream, prompt);
        await desk.ServeAsync(incoming, session, async () =>
        {
            await pacer.UntilReleasedAsync(incoming.Http.RequestAborted);
            var answer = answers.Write(call.Model, call.Prompt, call.Limits);
            if (faults.MalformedContent)
                answer = answer with { Pieces = [.. answer.Pieces.Take(answer.Pieces.Count / 2)] };
            var pace = pacer.For(call.Model, StableHash.Combine(answer.Seed, (ulong)session.Entry.Id));
            var clock = new GenerationClock(time, faults.Drip is { } perToken ? pace with { PerToken = perToken, Coalesce = TimeSpan.Zero } : pace);
            var generation = new ChatGeneration(incoming, call, session, answer, faults, clock);
            await (call.Stream ? new ChatStream(wire, generation).SendAsync() : ChatBody.SendAsync(wire, generation));
        });
    }

    // What a prompt is billed. Where the cache has to be asked for, what is not read from it is written to it.
    private TokenUsage Use(IncomingCall incoming, ChatCall call, PromptTokens prompt)
    {
        var usage = new TokenUsage(prompt.Total, 0, prompt.Image, prompt.Tool);
        if (call.Cache is CacheMark.None)
            return usage;
        usage = usage with { CachedInput = cache.Hit(incoming.ApiKeyId!, call.Model, call.Prompt, prompt.Total) };
        var written = PromptCache.MostOf(prompt.Total) - usage.CachedInput;
        return call.Cache switch
        {
            CacheMark.FiveMinutes => usage with { CacheWrite5m = written },
            CacheMark.OneHour => usage with { CacheWrite1h = written },
            _ => usage,
        };
    }

    private CallError? Measure(ChatCall call, out PromptTokens prompt, out AnswerLimits limits)
    {
        (prompt, limits) = (default, call.Limits);
        var context = call.Model.Context;

        // No token is longer than this many bytes in ordinary text, so what cannot fit need not be counted.
        const int longestToken = 16;
        var characters = call.Prompt.Messages.Sum(message => (long)message.Text.Length);
        if (characters / longestToken > context)
            return CallError.TooLong("messages", context, characters / longestToken);

        prompt = meter.Measure(call.Model, call.Prompt);
        var room = context - prompt.Total;
        if (room < 1 || (limits.Bounded && limits.MaxTokens > room))
            return CallError.TooLong("messages", context, prompt.Total + (limits.Bounded ? (long)limits.MaxTokens : 0));

        limits = limits with { MaxTokens = Math.Min(limits.MaxTokens, room) };
        return null;
    }
}
