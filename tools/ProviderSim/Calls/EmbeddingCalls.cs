using Tollgate.ProviderSim.Faults;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Pace;

namespace Tollgate.ProviderSim.Calls;

/// <summary>Every embedding call, whatever its wire format.</summary>
internal sealed class EmbeddingCalls(CallDesk desk, Pacer pacer, TimeProvider time)
{
    public async Task HandleAsync(HttpContext http, EmbeddingWire wire)
    {
        var (incoming, call, error, modelName) = await wire.ReadAsync(desk.Receive(http, wire));
        if (call is null || error is not null)
        {
            await desk.RefuseAsync(incoming, error!, call?.Model, modelName);
            return;
        }

        var faults = desk.Strike(incoming, call.Model);
        if (CallDesk.RefusalOf(faults) is { } refusal)
        {
            await desk.RefuseAsync(incoming, refusal, call.Model);
            return;
        }

        var session = desk.Open(incoming, call.Model, false, new TokenUsage(call.Inputs.Sum(input => (long)input.Tokens)));
        await desk.ServeAsync(incoming, session, () => SendAsync(incoming, session, wire, call, faults));
    }

    private async Task SendAsync(IncomingCall incoming, CallSession session, EmbeddingWire wire, EmbeddingCall call, FaultPlan faults)
    {
        var clock = new GenerationClock(time, pacer.For(call.Model, (ulong)session.Entry.Id));
        if (faults.StallAfter is not null)
            await clock.StallAsync(faults.StallTime, incoming.Http.RequestAborted);
        await clock.AllAsync(1, incoming.Http.RequestAborted);
        if (faults.CutAfter is not null)
        {
            await session.CutAsync("fault_cut");
            incoming.Http.Abort();
            return;
        }

        var vectors = call.Inputs.Select(input => EmbeddingVector.Of(input, call.Dimensions ?? call.Model.Dimensions)).ToArray();
        var end = await session.FinishAsync(0, 0, null);
        if (faults.MalformedJson)
            await incoming.Http.Response.WriteAsync("{\"object\":\"list\",\"data\":[{\"emb", incoming.Http.RequestAborted);
        else
            await JsonReply.WriteAsync(incoming.Http.Response, json => wire.Write(json, call, vectors, StatedUsage.Of(end, faults)));
    }
}
