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

    private readonly Channel<Delta> pieces = Channel.CreateUnbounded<Delta>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task pumping;

    public DeltaPump(Func<RunResponse, Task> send, TimeProvider clock) => pumping = PumpAsync(send, clock);

    public void Write(Delta piece) => pieces.Writer.TryWrite(piece);

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
            var together = new Delta();
            while (pieces.Reader.TryRead(out var piece))
            {
                text.Append(piece.Text);
                foreach (var call in piece.ToolCalls)
                    Add(together, call);
            }

            together.Text = text.ToString();
            await send(new RunResponse { Delta = together });
            if (!complete.Task.IsCompleted)
                await Task.WhenAny(complete.Task, Task.Delay(Coalesce, clock));
        }
    }

    private static void Add(Delta together, ToolCallDelta call)
    {
        if (call.Id.Length == 0 && together.ToolCalls is [.., { } before] && before.Index == call.Index)
            before.Arguments += call.Arguments;
        else
            together.ToolCalls.Add(call);
    }
}
