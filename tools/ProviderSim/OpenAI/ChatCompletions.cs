using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Faults;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.Pace;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary><c>POST /v1/chat/completions</c></summary>
internal sealed class ChatCompletions(
    CallDesk desk, ModelCatalogue models, PromptMeter meter, PromptCache cache, AnswerWriter answers, Pacer pacer,
    TimeProvider time, IOptions<SimulatorOptions> options)
{
    public const string Path = "/v1/chat/completions";

    public async Task HandleAsync(HttpContext http)
    {
        var incoming = desk.Receive(http, Path, "chatcmpl");
        var (request, error) = await CallDesk.ReadAsync(incoming, OpenAIJson.Default.ChatRequest);
        ChatCall? call = null;
        error ??= ChatRequestReader.Read(request!, models, options.Value.RejectUnsupportedParameters, out call);
        if (call is null)
        {
            await desk.RefuseAsync(incoming, error!, modelName: request?.Model);
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
        await ServeAsync(incoming, call with { Limits = limits }, faults, prompt);
    }

    private async Task ServeAsync(IncomingCall incoming, ChatCall call, FaultPlan faults, PromptTokens prompt)
    {
        var cached = cache.Hit(incoming.ApiKeyId!, call.Model, call.Prompt, prompt.Total);
        var session = desk.Open(incoming, call.Model, call.Stream, new TokenUsage(prompt.Total, cached, prompt.Image, prompt.Tool));
        await desk.ServeAsync(incoming, session, async () =>
        {
            await pacer.UntilReleasedAsync(incoming.Http.RequestAborted);
            var answer = answers.Write(call.Model, call.Prompt, call.Limits);
            if (faults.MalformedContent)
                answer = answer with { Pieces = [.. answer.Pieces.Take(answer.Pieces.Count / 2)] };
            var clock = new GenerationClock(time, pacer.For(call.Model, StableHash.Combine(answer.Seed, (ulong)session.Entry.Id)));
            var generation = new ChatGeneration(incoming, call, session, answer, faults, clock);
            await (call.Stream ? Streaming.SendAsync(generation) : ChatBody.SendAsync(generation));
        });
    }

    private OpenAIError? Measure(ChatCall call, out PromptTokens prompt, out AnswerLimits limits)
    {
        (prompt, limits) = (default, call.Limits);
        var context = call.Model.Context;

        // No token is longer than this many bytes in ordinary text, so what cannot fit need not be counted.
        const int longestToken = 16;
        var characters = call.Prompt.Messages.Sum(message => (long)message.Text.Length);
        if (characters / longestToken > context)
            return OpenAIError.TooLong("messages", context, characters / longestToken);

        prompt = meter.Measure(call.Model, call.Prompt);
        var room = context - prompt.Total;
        if (room < 1 || (limits.Bounded && limits.MaxTokens > room))
            return OpenAIError.TooLong("messages", context, prompt.Total + (limits.Bounded ? (long)limits.MaxTokens : 0));

        limits = limits with { MaxTokens = Math.Min(limits.MaxTokens, room) };
        return null;
    }
}
