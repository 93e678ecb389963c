using Grpc.Core;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Credits;

/// <summary>
/// Sets the worst case of an attempt aside at Billing, for tenants that prepay. Asking again is safe: Billing answers the same attempt the
/// same way, whichever replica is asked.
/// </summary>
internal sealed class CreditHolds(
    CreditService.CreditServiceClient billing, PrepaidTenants tenants, IOptions<CreditsOptions> options, TimeProvider clock,
    ILogger<CreditHolds> logger)
{
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(1);

    /// <summary>Asks for credit; answers at the latest after the configured time, and never throws for what Billing does or does not say.</summary>
    public async Task<CreditAnswer> HoldAsync(AttemptIntent intent)
    {
        if (intent.Payer is Payer.Platform || !tenants.MayPrepay(intent.Caller.TenantId))
            return new CreditAnswer.NotNeeded();

        var request = new HoldCreditRequest
        {
            AttemptId = intent.AttemptId.ToString(),
            TenantId = intent.Caller.TenantId,
            Model = intent.Model,
            InputTokens = intent.WorstCase.InputTokens,
            OutputTokens = intent.WorstCase.OutputTokens,
        };
        try
        {
            var response = await AskAsync(deadline => billing.HoldCreditAsync(request, deadline: deadline).ResponseAsync);
            return response.Held ? new CreditAnswer.Held() : new CreditAnswer.NotNeeded();
        }
        catch (TollgateException error) when (error.Reason == Reasons.CreditExhausted)
        {
            return new CreditAnswer.Refused(error);
        }
        catch (TollgateException error)
        {
            CreditsLog.NotHeld(logger, intent.AttemptId, error.Reason);
            return new CreditAnswer.Unavailable();
        }
    }

    /// <summary>Gives back what will not be used. False when Billing has not confirmed it: then the attempt's settlement does it.</summary>
    public async Task<bool> ReleaseAsync(AttemptIntent intent)
    {
        var request = new ReleaseCreditRequest { AttemptId = intent.AttemptId.ToString(), TenantId = intent.Caller.TenantId };
        try
        {
            await AskAsync(deadline => billing.ReleaseCreditAsync(request, deadline: deadline).ResponseAsync);
            return true;
        }
        catch (TollgateException error)
        {
            CreditsLog.NotReleased(logger, intent.AttemptId, error.Reason);
            return false;
        }
    }

    private async Task<T> AskAsync<T>(Func<DateTime, Task<T>> ask)
    {
        var began = clock.GetTimestamp();
        var deadline = clock.GetUtcNow().UtcDateTime + options.Value.AnswerWithin;
        for (var wait = options.Value.Backoff; ; wait = wait * 2 < MaxBackoff ? wait * 2 : MaxBackoff)
        {
            try
            {
                return await ask(deadline);
            }
            catch (RpcException error)
            {
                var said = TollgateException.FromRpc(error);
                if (said.Kind is not ErrorKind.Unavailable || clock.GetElapsedTime(began) + wait >= options.Value.AnswerWithin)
                    throw said;
                await Task.Delay(wait, clock);
            }
        }
    }
}
