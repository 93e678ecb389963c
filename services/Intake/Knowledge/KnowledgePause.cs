using Microsoft.Extensions.Options;

namespace Tollgate.Intake.Knowledge;

/// <summary>Stops asking Retrieval for a moment after it failed several times in a row.</summary>
internal sealed class KnowledgePause(IOptions<KnowledgeOptions> options, TimeProvider clock)
{
    private int failures;
    private long pausedUntil;

    public bool IsOn => clock.GetUtcNow().UtcTicks < Volatile.Read(ref pausedUntil);

    public void Succeeded() => Volatile.Write(ref failures, 0);

    public void Failed()
    {
        if (Interlocked.Increment(ref failures) < options.Value.FailuresBeforePause)
            return;
        Volatile.Write(ref failures, 0);
        Volatile.Write(ref pausedUntil, (clock.GetUtcNow() + options.Value.Pause).UtcTicks);
    }
}
