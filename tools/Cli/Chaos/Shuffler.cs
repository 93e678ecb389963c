using System.Collections.Concurrent;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Tollgate.Cli.Chaos;

/// <summary>
/// Delivers every message again, later and in another order. The product knows nothing of it: a durable queue beside each work queue hears
/// the same exchanges, and what comes there is put into the work queue once more, as it was, confirmed before it is taken off here. A killed
/// broker only makes it repeat more.
/// </summary>
internal sealed class Shuffler : IAsyncDisposable
{
    private const int Handful = 256;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Reconnect = TimeSpan.FromMilliseconds(300);

    private readonly Uri broker;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> queues;
    private readonly Random random;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private long repeated;

    public Shuffler(Uri broker, IReadOnlyDictionary<string, IReadOnlyList<string>> queues, int seed)
    {
        this.broker = broker;
        this.queues = queues;
        random = new Random(seed);
        running = Task.Run(RunAsync);
    }

    /// <summary>Messages delivered once more so far.</summary>
    public long Repeated => Interlocked.Read(ref repeated);

    /// <summary>Waits, bounded, until it has nothing left to repeat.</summary>
    public async Task UntilEmptyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        for (var calm = 0; calm < 3 && !limit.IsCancellationRequested;)
        {
            var before = Repeated;
            await Task.Delay(Gathering * 2, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            calm = await WaitingAsync() == 0 && Repeated == before ? calm + 1 : 0;
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
        try
        {
            await using var connection = await ConnectAsync(CancellationToken.None);
            await using var channel = await connection.CreateChannelAsync();
            foreach (var queue in queues.Keys)
                await channel.QueueDeleteAsync(BesideOf(queue));
        }
        catch (Exception error) when (IsAway(error))
        {
            // The broker and its data are about to go.
        }
    }

    private static string BesideOf(string queue) => $"chaos-{queue}";

    private Task<IConnection> ConnectAsync(CancellationToken cancellationToken) =>
        new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = false }.CreateConnectionAsync("chaos", cancellationToken);

    private async Task<long> WaitingAsync()
    {
        try
        {
            await using var connection = await ConnectAsync(CancellationToken.None);
            await using var channel = await connection.CreateChannelAsync();
            var waiting = 0L;
            foreach (var queue in queues.Keys)
                waiting += await channel.MessageCountAsync(BesideOf(queue));
            return waiting;
        }
        catch (Exception error) when (IsAway(error))
        {
            return long.MaxValue;
        }
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await ConnectAsync(stopping.Token);
                await RepeatAsync(connection);
            }
            catch (Exception error) when (IsAway(error) || error is OperationCanceledException)
            {
                await Task.Delay(Reconnect, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RepeatAsync(IConnection connection)
    {
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), stopping.Token);
        await channel.BasicQosAsync(0, Handful, global: false, stopping.Token);
        var heard = new ConcurrentQueue<(string Queue, ulong Tag, BasicProperties Properties, byte[] Body)>();
        foreach (var (queue, sources) in queues)
        {
            await channel.QueueDeclareAsync(BesideOf(queue), durable: true, exclusive: false, autoDelete: false, cancellationToken: stopping.Token);
            foreach (var source in sources)
                await channel.QueueBindAsync(BesideOf(queue), source, "", cancellationToken: stopping.Token);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, message) =>
            {
                var properties = new BasicProperties(message.BasicProperties) { DeliveryMode = DeliveryModes.Persistent };
                heard.Enqueue((queue, message.DeliveryTag, properties, message.Body.ToArray()));
                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(BesideOf(queue), autoAck: false, consumer, stopping.Token);
        }

        while (channel.IsOpen)
        {
            await Task.Delay(Gathering, stopping.Token);
            var handful = new List<(string Queue, ulong Tag, BasicProperties Properties, byte[] Body)>();
            while (handful.Count < Handful && heard.TryDequeue(out var message))
                handful.Add(message);
            var shuffled = handful.ToArray();
            random.Shuffle(shuffled);
            await Task.WhenAll(shuffled.Select(async message =>
            {
                await channel.BasicPublishAsync("", message.Queue, mandatory: true, message.Properties, message.Body, stopping.Token);
                await channel.BasicAckAsync(message.Tag, multiple: false, stopping.Token);
                Interlocked.Increment(ref repeated);
            }));
        }
    }

    private static bool IsAway(Exception error) =>
        error is RabbitMQClientException or IOException or System.Net.Sockets.SocketException or TimeoutException or ObjectDisposedException;
}
