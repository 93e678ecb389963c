using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.Calls;

/// <summary>
/// Answers a chat call in events. Before tokens are sent their number is on disk: as progress, or, for the last ones, as the end of the call
/// with its price.
/// </summary>
internal sealed class ChatStream(ChatWire wire, ChatGeneration generation)
{
    // Without pace everything is there at once; one event a token would only measure JSON.
    private const int PiecesPerEventAtZeroPace = 32;

    private bool begun;

    private int PiecesPerEvent => generation.Clock.IsZero ? PiecesPerEventAtZeroPace : 1;

    public async Task SendAsync()
    {
        var response = generation.Http.Response;
        response.ContentType = wire.StreamContentType;
        response.Headers.CacheControl = "no-cache";
        try
        {
            await SendTokensAsync(response);
        }
        catch (OperationCanceledException)
        {
            generation.NoteProgress();
            throw;
        }
    }

    private async Task SendTokensAsync(HttpResponse response)
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

            WriteTokens(sent, due);
            if (end is not null)
                break;
            await response.BodyWriter.FlushAsync(generation.Aborted);
            sent = due;
        }

        if (end is null)
        {
            await generation.BreakAsync();
            return;
        }
        if (generation.Faults.MalformedJson)
            wire.WriteBroken(response.BodyWriter);
        else
            wire.WriteEnd(response.BodyWriter, generation, end);
        await response.BodyWriter.FlushAsync(generation.Aborted);
    }

    // What becomes visible between two counts of generated tokens.
    private void WriteTokens(int from, int to)
    {
        var output = generation.Http.Response.BodyWriter;
        if (!begun)
            wire.WriteBegin(output, generation);
        begun = true;
        var last = generation.Answer.VisibleOf(to);
        for (var i = generation.Answer.VisibleOf(from); i < last; i += PiecesPerEvent)
            wire.WritePieces(output, generation, i, Math.Min(i + PiecesPerEvent, last));
    }
}
