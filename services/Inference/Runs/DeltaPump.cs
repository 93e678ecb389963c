using System.Text;
using System.Threading.Channels;
using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Inference.Runs;

/// <summary>
/// Sends deltas to the caller: the first at once, those that come within the next moments together. A slow caller slows nobody but
/// itself.
/// </summary>
internal sealed class DeltaPump
{
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(20);

    private readonly Channel<string> pieces = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task pumping;

    public DeltaPump(Func<RunResponse, Task> send, TimeProvider clock) => pumping = PumpAsync(send, clock);

    public void Write(string piece) => pieces.Writer.TryWrite(piece);

    /// <summary>Completes when everything written has been sent; throws what sending threw.</summary>
    public Task CompleteAsync()
    {
        pieces.Writer.TryComplete();
        complete.TrySetResult();
        return pumping;
    }

    private async Task PumpAsync(Func<RunResponse, Task> send, TimeProvider clock)
    {
        var text = new StringBuilder();
        while (await pieces.Reader.WaitToReadAsync())
        {
            text.Clear();
            while (pieces.Reader.TryRead(out var piece))
                text.Append(piece);
            await send(new RunResponse { Delta = new Delta { Text = text.ToString() } });
            if (!complete.Task.IsCompleted)
                await Task.WhenAny(complete.Task, Task.Delay(Coalesce, clock));
        }
    }
}
