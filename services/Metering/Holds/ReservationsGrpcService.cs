using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;

namespace Tollgate.Metering.Holds;

/// <summary>One stream per Inference replica. Answers leave as they are decided, in any order.</summary>
internal sealed class ReservationsGrpcService(DecideHolds decide, IOptions<LedgerOptions> ledger, ILogger<ReservationsGrpcService> logger)
    : ReservationsService.ReservationsServiceBase
{
    // Inference alone spends, so it alone takes holds.
    private const string Spending = "inference";

    public override async Task Reserve(
        IAsyncStreamReader<ReserveRequest> requestStream, IServerStreamWriter<ReserveResponse> responseStream, ServerCallContext context)
    {
        var service = context.GetHttpContext().User.Identity?.Name ?? "";
        if (service != Spending)
            throw ServiceDefaults.Errors.TollgateException.PermissionDenied("NOT_ALLOWED", "Only Inference takes holds.");

        HoldsLog.StreamOpened(logger, service);
        var answers = Channel.CreateUnbounded<ReserveResponse>(new UnboundedChannelOptions { SingleReader = true });
        var writing = WriteAsync(answers.Reader, responseStream);
        var open = 1L;
        var commands = 0L;
        try
        {
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                commands++;
                Interlocked.Increment(ref open);
                _ = AnswerAsync(request);
            }
        }
        finally
        {
            Finish();
            // A caller that is gone takes no answers; that is no error of ours.
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            HoldsLog.StreamClosed(logger, service, commands);
        }

        async Task AnswerAsync(ReserveRequest request)
        {
            answers.Writer.TryWrite(HoldsMapping.ToResponse(request.Sequence, await DecideAsync(request), ledger.Value.Currency));
            Finish();
        }

        // The stream ends when the caller is done and every command is answered.
        void Finish()
        {
            if (Interlocked.Decrement(ref open) == 0)
                answers.Writer.TryComplete();
        }
    }

    private async Task<HoldAnswer> DecideAsync(ReserveRequest request)
    {
        try
        {
            var (command, failure) = HoldsMapping.ToCommand(request, ledger.Value.Currency);
            // Not the stream's cancellation: a command that was sent is carried out, and a reopened stream learns its answer.
            return command is null ? failure! : await decide.DecideAsync(command, CancellationToken.None);
        }
        catch (ChannelClosedException)
        {
            return HoldFailed.Unavailable;
        }
    }

    private static async Task WriteAsync(ChannelReader<ReserveResponse> answers, IServerStreamWriter<ReserveResponse> stream)
    {
        await foreach (var answer in answers.ReadAllAsync())
            await stream.WriteAsync(answer);
    }
}
