using System.Buffers;
using System.Text.Json;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.Calls;

/// <summary>Answers a chat call in one piece.</summary>
internal static class ChatBody
{
    public static async Task SendAsync(ChatWire wire, ChatGeneration generation)
    {
        await GenerateAsync(generation);
        var stopAt = generation.StopAt;
        if (generation.IsCut)
        {
            generation.Session.Advance(stopAt, generation.Answer.ReasonedOf(stopAt));
            await generation.BreakAsync();
            return;
        }

        var end = await generation.Session.FinishAsync(stopAt, generation.Answer.ReasonedOf(stopAt), generation.FinishReason);
        if (!generation.Faults.MalformedJson)
            await JsonReply.WriteAsync(generation.Http.Response, json => wire.WriteWhole(json, generation, end));
        else
            await SendHalfAsync(wire, generation, end);
    }

    private static async Task GenerateAsync(ChatGeneration generation)
    {
        try
        {
            if (generation.StallAt is { } stallAt)
            {
                generation.Reachable = stallAt;
                await generation.Clock.AllAsync(stallAt, generation.Aborted);
                await generation.Clock.StallAsync(generation.Faults.StallTime, generation.Aborted);
            }
            generation.Reachable = generation.StopAt;
            await generation.Clock.AllAsync(generation.StopAt, generation.Aborted);
        }
        catch (OperationCanceledException)
        {
            generation.NoteProgress();
            throw;
        }
    }

    private static async Task SendHalfAsync(ChatWire wire, ChatGeneration generation, CallEnd end)
    {
        var whole = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(whole, JsonReply.Options))
            wire.WriteWhole(json, generation, end);
        generation.Http.Response.ContentType = "application/json";
        await generation.Http.Response.Body.WriteAsync(whole.WrittenMemory[..(whole.WrittenCount / 2)], generation.Aborted);
    }
}
