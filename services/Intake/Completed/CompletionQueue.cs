using System.Threading.Channels;

namespace Tollgate.Intake.Completed;

/// <summary>Ended requests on their way to the database. Bounded: when the database is away for long, requests wait rather than memory grow.</summary>
internal sealed class CompletionQueue
{
    private const int Capacity = 8192;

    private readonly Channel<Item> channel = Channel.CreateBounded<Item>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private int inFlight;

    /// <summary>Requests that run, or have ended and are not committed yet.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    public ChannelReader<Item> Reader => channel.Reader;

    /// <summary>A request begins; its end will be added.</summary>
    public void Expect() => Interlocked.Increment(ref inFlight);

    /// <summary>Hands a request over; the returned item completes when it is committed.</summary>
    public async ValueTask<Item> AddAsync(EndedRequest ended)
    {
        var item = new Item(ended);
        await channel.Writer.WriteAsync(item);
        return item;
    }

    /// <summary>No more will come.</summary>
    public void Complete() => channel.Writer.TryComplete();

    public void Done(Item item, Exception? error)
    {
        Interlocked.Decrement(ref inFlight);
        item.Finish(error);
    }

    internal sealed class Item(EndedRequest ended)
    {
        private readonly TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndedRequest Ended { get; } = ended;

        public Task Committed => committed.Task;

        public void Finish(Exception? error)
        {
            if (error is null)
                committed.TrySetResult();
            else
                committed.TrySetException(error);
        }
    }
}
