using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Holds;

/// <summary>
/// One long-lived stream to any Metering replica. When it breaks it is reopened, maybe to another replica, and everything unanswered is
/// asked again: Metering answers the same attempt the same way.
/// </summary>
internal sealed class HoldStream(
    ReservationsService.ReservationsServiceClient metering, IOptions<HoldsOptions> options, TimeProvider clock, ILogger<HoldStream> logger)
    : BackgroundService, IHolds
{
    private readonly ConcurrentDictionary<ulong, WaitingCommand> waiting = new();
    private readonly HoldsOptions settings = options.Value;
    private Channel<WaitingCommand> outgoing = Channel.CreateUnbounded<WaitingCommand>();
    private CancellationTokenSource? current;
    private ulong lastSequence;
    private long lastHeard;

    public Task<HoldAnswer> HoldAsync(Hold hold) => AskAsync(new ReserveRequest { Hold = hold });

    public Task<HoldAnswer> ExtendAsync(Guid attemptId, WorstCase total) => AskAsync(new ReserveRequest
    {
        Extend = new Extend
        {
            AttemptId = attemptId.ToString(),
            Cost = new Money { Currency = total.Currency, Nanos = total.CostNanos },
            Tokens = total.Tokens,
        },
    });

    // Extending to nothing changes nothing, and the answer says what is held.
    public Task<HoldAnswer> AskAsync(Guid attemptId) =>
        AskAsync(new ReserveRequest { Extend = new Extend { AttemptId = attemptId.ToString() } });

    public async Task<bool> ReleaseAsync(Guid attemptId)
    {
        var command = Send(new ReserveRequest { Release = new Release { AttemptId = attemptId.ToString() } });
        try
        {
            return await command.Answer.Task.WaitAsync(settings.AnswerWithin, clock) is HoldAnswer.Granted;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; !stoppingToken.IsCancellationRequested; failures++)
        {
            string reason;
            using var lifetime = new CancellationTokenSource(settings.StreamLifetime, clock);
            try
            {
                using var stream = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.Token);
                Volatile.Write(ref lastHeard, clock.GetTimestamp());
                Volatile.Write(ref current, stream);
                using var call = metering.Reserve(cancellationToken: stream.Token);
                await RunAsync(call, () => failures = 0, stream.Token);
                reason = "closed by Metering";
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (lifetime.IsCancellationRequested && error is (OperationCanceledException or RpcException))
            {
                // Its time is up: the next one opens at once, at the next replica.
                failures = -1;
                continue;
            }
            catch (OperationCanceledException)
            {
                reason = "silent";
            }
            catch (RpcException error)
            {
                reason = error.StatusCode.ToString();
            }

            var wait = Backoff(failures);
            HoldsLog.Broken(logger, reason, wait);
            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<HoldAnswer> AskAsync(ReserveRequest request)
    {
        if (waiting.Count >= settings.MaxWaiting)
            return new HoldAnswer.Unavailable("too many calls wait for a hold");

        var command = Send(request);
        try
        {
            return await command.Answer.Task.WaitAsync(settings.AnswerWithin, clock);
        }
        catch (TimeoutException)
        {
            if (!waiting.TryRemove(command.Request.Sequence, out _))
                return await command.Answer.Task;
            ReopenIfSilent();
            return new HoldAnswer.Unavailable("no answer in time");
        }
    }

    private async Task RunAsync(AsyncDuplexStreamingCall<ReserveRequest, ReserveResponse> call, Action opened, CancellationToken stopping)
    {
        // The new queue is in place before the unanswered are copied: a command may go out twice, never not at all.
        var queue = Channel.CreateUnbounded<WaitingCommand>();
        Interlocked.Exchange(ref outgoing, queue).Writer.TryComplete();
        var unanswered = waiting.Values.OrderBy(command => command.Request.Sequence).ToArray();
        foreach (var command in unanswered)
            queue.Writer.TryWrite(command);
        HoldsLog.Open(logger, unanswered.Length);

        using var done = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var writing = WriteAsync(call.RequestStream, queue.Reader, done.Token);
        try
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync(stopping))
            {
                opened();
                Receive(response);
            }
        }
        finally
        {
            await done.CancelAsync();
            await writing;
        }
    }

    private static async Task WriteAsync(
        IClientStreamWriter<ReserveRequest> stream, ChannelReader<WaitingCommand> queue, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var command in queue.ReadAllAsync(cancellationToken))
            {
                if (!command.Answer.Task.IsCompleted)
                    await stream.WriteAsync(command.Request, cancellationToken);
            }
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // The reading side sees why the stream ended; what was not written stays unanswered and goes out on the next one.
        }
    }

    private void Receive(ReserveResponse response)
    {
        Volatile.Write(ref lastHeard, clock.GetTimestamp());
        if (!waiting.TryGetValue(response.Sequence, out var command))
            return;

        if (response.ResultCase is ReserveResponse.ResultOneofCase.Failed)
            HoldsLog.Failed(logger, command.AttemptId, response.Failed.Reason);
        if (response is { ResultCase: ReserveResponse.ResultOneofCase.Failed, Failed.Retryable: true })
        {
            _ = AskAgainAsync(command);
            return;
        }

        waiting.TryRemove(response.Sequence, out _);
        command.Answer.TrySetResult(response.ResultCase switch
        {
            ReserveResponse.ResultOneofCase.Granted => new HoldAnswer.Granted(response.Granted.Tightest)
            {
                HeldCost = response.Granted.HeldCost,
                HeldTokens = response.Granted.HeldTokens,
            },
            ReserveResponse.ResultOneofCase.Refused => new HoldAnswer.NoRoom(response.Refused),
            ReserveResponse.ResultOneofCase.Released => new HoldAnswer.Granted(null),
            _ => new HoldAnswer.Rejected(response.Failed?.Reason ?? "empty answer"),
        });
    }

    private async Task AskAgainAsync(WaitingCommand command)
    {
        await Task.Delay(Backoff(command.Retries++), clock);
        if (waiting.ContainsKey(command.Request.Sequence))
            Volatile.Read(ref outgoing).Writer.TryWrite(command);
    }

    // A replica that holds the connection and says nothing to anybody is as good as gone; another may answer the next command. One that
    // is merely slow is left in peace: reopening would make it answer everything twice.
    private void ReopenIfSilent()
    {
        if (clock.GetElapsedTime(Volatile.Read(ref lastHeard)) < settings.AnswerWithin)
            return;
        try
        {
            Volatile.Read(ref current)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just broken by itself.
        }
    }

    private WaitingCommand Send(ReserveRequest request)
    {
        request.Sequence = Interlocked.Increment(ref lastSequence);
        var command = new WaitingCommand(request);
        waiting[request.Sequence] = command;
        Volatile.Read(ref outgoing).Writer.TryWrite(command);
        return command;
    }

    private TimeSpan Backoff(int failures) =>
        TimeSpan.FromTicks(Math.Min(settings.MaxBackoff.Ticks, settings.Backoff.Ticks << Math.Min(failures, 16)));
}
