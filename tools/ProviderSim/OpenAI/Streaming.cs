using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>
/// Answers a chat completion as server-sent events. Before tokens are sent their number is on disk: as progress, or, for the last
/// ones, as the end of the call with its price.
/// </summary>
internal static class Streaming
{
    public static async Task SendAsync(ChatGeneration generation)
    {
        try
        {
            await SendTokensAsync(generation, new ChunkWriter(generation));
        }
        catch (OperationCanceledException)
        {
            generation.NoteProgress();
            throw;
        }
    }

    private static async Task SendTokensAsync(ChatGeneration generation, ChunkWriter chunks)
    {
        var (session, answer) = (generation.Session, generation.Answer);
        var stallAt = generation.StallAt;
        CallEnd? end = null;
        for (var sent = 0; sent < generation.StopAt || (end is null && !generation.IsCut);)
        {
            if (sent == stallAt)
            {
                stallAt = null;
                await generation.Clock.StallAsync(generation.Faults.StallTime, generation.Aborted);
            }

            var until = generation.Reachable = stallAt ?? generation.StopAt;
            var due = sent == until ? until : await generation.Clock.NextAsync(sent, until, generation.Aborted);
            if (due == answer.Total && !generation.IsCut && stallAt is null)
                end = await session.FinishAsync(due, answer.ReasonedOf(due), generation.FinishReason);
            else
                await session.ProgressAsync(due, answer.ReasonedOf(due));

            chunks.WriteTokens(sent, due);
            if (end is not null)
                break;
            await generation.Http.Response.BodyWriter.FlushAsync(generation.Aborted);
            sent = due;
        }

        if (end is null)
        {
            await generation.BreakAsync();
            return;
        }
        chunks.WriteEnd(end);
        await generation.Http.Response.BodyWriter.FlushAsync(generation.Aborted);
    }
}
