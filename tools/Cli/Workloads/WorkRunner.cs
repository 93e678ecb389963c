using System.Diagnostics;
using Grpc.Core;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Cli.Workloads;

/// <summary>
/// Makes requests when they are due, as a well-behaved backend does: each under an idempotency key, and again under the same key when
/// the error says that trying again helps.
/// </summary>
public sealed class WorkRunner(PlatformClients platform, int maxConcurrency)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly string run = Guid.NewGuid().ToString("N")[..12];

    /// <summary>Runs everything; what happened is in the tally, also while it runs.</summary>
    public async Task RunAsync(IEnumerable<WorkItem> items, WorkTally tally, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(maxConcurrency);
        var watch = Stopwatch.StartNew();
        var running = new List<Task>();
        var number = 0;
        foreach (var item in items)
        {
            if (item.Due - watch.Elapsed is { Ticks: > 0 } wait)
                await Task.Delay(wait, cancellationToken);
            await slots.WaitAsync(cancellationToken);
            item.Request.IdempotencyKey = $"{run}-{number++}";
            running.Add(OneAsync(item, tally, slots, cancellationToken));
        }

        await Task.WhenAll(running);
    }

    private async Task OneAsync(WorkItem item, WorkTally tally, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        try
        {
            var watch = Stopwatch.StartNew();
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    var answer = item.Stream
                        ? await StreamAsync(item, cancellationToken)
                        : await platform.Intake.CompleteAsync(item.Request, PlatformClients.WithApiKey(item.ApiKey, Timeout, cancellationToken));
                    tally.AddAnswer(answer, watch.Elapsed);
                    return;
                }
                catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
                {
                    var failure = RpcFailure.From(error);
                    if (error.StatusCode == StatusCode.ResourceExhausted && !failure.Retryable)
                    {
                        tally.AddRefusal(failure.Reason);
                        return;
                    }

                    if (!failure.Retryable || watch.Elapsed > Patience)
                    {
                        tally.AddFailure(failure.Reason);
                        return;
                    }

                    tally.AddRetry();
                    await Task.Delay(failure.RetryAfter * Math.Min(attempt, 5), cancellationToken);
                }
            }
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<CompleteResponse> StreamAsync(WorkItem item, CancellationToken cancellationToken)
    {
        using var call = platform.Intake.StreamComplete(
            new StreamCompleteRequest { Request = item.Request }, PlatformClients.WithApiKey(item.ApiKey, Timeout, cancellationToken));
        CompleteResponse? answer = null;
        await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (message.EventCase == StreamCompleteResponse.EventOneofCase.Completed)
                answer = message.Completed;
        }

        return answer ?? throw new RpcException(new Status(StatusCode.Unavailable, "The stream ended without a receipt."));
    }
}
