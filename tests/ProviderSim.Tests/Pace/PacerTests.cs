using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Pace;

namespace Tollgate.ProviderSim.Tests.Pace;

public class PacerTests
{
    [Fact]
    public async Task Held_calls_wait_until_the_mode_changes()
    {
        var pacer = new Pacer(Options.Create(new PaceOptions { Mode = PaceMode.Held }));
        var waiting = pacer.UntilReleasedAsync(default);

        pacer.Settings = new PaceOptions { Mode = PaceMode.Held, Speed = 2 };
        Assert.False(waiting.IsCompleted);
        pacer.Settings = new PaceOptions { Mode = PaceMode.Zero };

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(pacer.UntilReleasedAsync(default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_held_call_that_hangs_up_waits_no_longer()
    {
        var pacer = new Pacer(Options.Create(new PaceOptions { Mode = PaceMode.Held }));
        using var hangUp = new CancellationTokenSource();
        var waiting = pacer.UntilReleasedAsync(hangUp.Token);

        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
