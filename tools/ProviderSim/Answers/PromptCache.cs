using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Images;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.Tokens;

namespace Tollgate.ProviderSim.Answers;

/// <summary>
/// Prompt caching as OpenAI describes it: a prefix of 1,024 tokens or more that the same key sent before, counted in steps of
/// 128. It remembers hashes of prefixes, never text.
/// </summary>
internal sealed class PromptCache(TokenCounters counters, TimeProvider time, IOptions<AnswerOptions> options)
{
    private const int Shortest = 1024, Step = 128, MostPrefixes = 500_000;

    private readonly ConcurrentDictionary<ulong, long> expiries = new();

    /// <summary>Tokens of this prompt that were cached; the prompt is cached afterwards.</summary>
    public int Hit(string apiKeyId, SimModel model, ChatPrompt prompt, int promptTokens)
    {
        if (!options.Value.PromptCaching || promptTokens < Shortest)
            return 0;

        var now = time.GetTimestamp();
        var expiry = now + (long)(options.Value.PromptCacheLifetime.TotalSeconds * time.TimestampFrequency);
        if (expiries.Count > MostPrefixes)
            Forget(now);

        var prefixes = PrefixesOf(apiKeyId, model, prompt);
        var cached = 0;
        for (var i = 0; i < prefixes.Count; i++)
        {
            if (cached == i && expiries.TryGetValue(prefixes[i], out var until) && until > now)
                cached = i + 1;
            expiries[prefixes[i]] = expiry;
        }
        return cached == 0 ? 0 : Math.Min(Shortest + ((cached - 1) * Step), promptTokens / Step * Step);
    }

    /// <summary>Tokens of a prompt of this length that can be cached at most.</summary>
    public static int MostOf(int promptTokens) => promptTokens < Shortest ? 0 : promptTokens / Step * Step;

    private List<ulong> PrefixesOf(string apiKeyId, SimModel model, ChatPrompt prompt)
    {
        var counter = counters.For(model);
        var prefixes = new List<ulong>();
        var hash = StableHash.Of(model.Id, StableHash.Of(apiKeyId));
        var length = 0;

        void Add(ulong token)
        {
            hash = StableHash.Combine(hash, token);
            if (++length >= Shortest && (length - Shortest) % Step == 0)
                prefixes.Add(hash);
        }

        foreach (var tool in prompt.Tools)
            counter.Visit(tool.Name + tool.Description + tool.Parameters, id => Add((ulong)id));
        foreach (var message in prompt.Messages)
        {
            Add(StableHash.Of(message.Role));
            foreach (var image in message.Images)
                for (var left = ImageTokens.Of(model.Image, image); left > 0; left--)
                    Add(image.Hash);
            counter.Visit(message.Text, id => Add((ulong)id));
        }
        return prefixes;
    }

    private void Forget(long now)
    {
        foreach (var (prefix, until) in expiries)
        {
            if (until <= now)
                expiries.TryRemove(prefix, out _);
        }
        if (expiries.Count > MostPrefixes)
            expiries.Clear();
    }
}
