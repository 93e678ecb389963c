using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Pace;

/// <summary>Gives each call its pace. Settings are replaced as a whole, so a call sees either the old or the new ones.</summary>
internal sealed class Pacer(IOptions<PaceOptions> options)
{
    private volatile PaceOptions settings = options.Value;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PaceOptions Settings
    {
        get => settings;
        set
        {
            settings = value;
            Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }
    }

    /// <summary>Waits while calls are held.</summary>
    public async Task UntilReleasedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before the mode is read, so that no change is missed.
            var change = Volatile.Read(ref changed).Task;
            if (settings.Mode != PaceMode.Held)
                return;
            await change.WaitAsync(cancellationToken);
        }
    }

    public CallPace For(SimModel model, ulong seed)
    {
        var now = settings;
        if (now.Mode == PaceMode.Zero)
            return CallPace.Zero;

        var pace = model.Kind == ModelKind.Embedding ? now.Embedding : model.Size == ModelSize.Small ? now.Small : now.Large;
        return new CallPace(
            TimeSpan.FromMilliseconds(pace.FirstTokenMs * Spread(now, seed, 1) / now.Speed),
            TimeSpan.FromSeconds(Spread(now, seed, 2) / (pace.TokensPerSecond * now.Speed)),
            TimeSpan.FromMilliseconds(now.CoalesceMs));
    }

    private static double Spread(PaceOptions now, ulong seed, ulong salt) =>
        1 + (now.Jitter * ((2 * StableHash.Unit(seed, salt)) - 1));
}
