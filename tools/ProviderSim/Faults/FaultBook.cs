using System.Collections.Immutable;

namespace Tollgate.ProviderSim.Faults;

/// <summary>The faults in force. They live in memory: a restart begins without faults.</summary>
internal sealed class FaultBook
{
    private ImmutableArray<Fault> faults = [];
    private long lastId, draws;

    public ImmutableArray<Fault> All => faults;

    public Fault Add(FaultRequest request)
    {
        var fault = new Fault($"fault-{Interlocked.Increment(ref lastId)}", request);
        ImmutableInterlocked.Update(ref faults, static (all, added) => all.Add(added), fault);
        return fault;
    }

    public bool Remove(string id) =>
        ImmutableInterlocked.Update(ref faults, static (all, wanted) => all.RemoveAll(fault => fault.Id == wanted), id);

    public void Clear() => ImmutableInterlocked.Update(ref faults, static _ => []);

    /// <summary>Decides which faults strike a call.</summary>
    public FaultPlan Strike(string? model, string endpoint)
    {
        var all = faults;
        if (all.IsEmpty)
            return FaultPlan.None;

        var draw = (ulong)Interlocked.Increment(ref draws);
        var struck = new List<FaultRequest>();
        foreach (var fault in all)
        {
            if (fault.Matches(model, endpoint) && struck.TrueForAll(other => other.Kind != fault.Request.Kind)
                && fault.TryStrike(StableHash.Unit(draw, StableHash.Of(fault.Id))))
                struck.Add(fault.Request);
        }
        return new FaultPlan(struck);
    }
}
