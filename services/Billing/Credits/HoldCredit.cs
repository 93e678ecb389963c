using System.Globalization;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Credits;

/// <summary>What an attempt can use at most.</summary>
internal sealed record CreditHold(Guid AttemptId, string TenantId, string Model, long InputTokens, long OutputTokens);

/// <summary>
/// Sets credit aside for an attempt, or refuses it: under the lock of the tenant's account, which rating holds too, so neither sees the
/// other half done.
/// </summary>
internal sealed class HoldCredit(NpgsqlDataSource database, PlanArchive plans)
{
    private const string Insert =
        "insert into credit_holds (attempt_id, tenant_id, state, model, input_tokens, output_tokens, room) values ($1, $2, 1, $3, $4, $5, $6)";

    /// <summary>True when credit is set aside, false when none is needed.</summary>
    /// <exception cref="TollgateException">CREDIT_EXHAUSTED, HOLD_RELEASED or PLAN_NOT_PREPAYABLE.</exception>
    public async Task<bool> ExecuteAsync(CreditHold hold, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (subscription, now) = await SubscriptionStore.LockAsync(transaction, hold.TenantId, cancellationToken);
        // An attempt that begins without a subscription, or in a trial, is rated at zero.
        if (subscription is null || !subscription.Covers(now) || subscription.IsTrial(now))
            return false;

        var segment = subscription.SegmentAt(now);
        var plan = await plans.GetAsync(segment.PlanId, segment.PlanVersion, cancellationToken);
        var position = await CreditPosition.ReadAsync(transaction, subscription, segment, plan, hold.AttemptId, cancellationToken);
        switch (position.State)
        {
            case CreditHoldState.Held:
                return true;
            case CreditHoldState.Released:
                throw TollgateException.FailedPrecondition("HOLD_RELEASED", "The attempt was given up before its hold came.");
            case CreditHoldState.Settled:
                return false;
        }

        if (!position.IsPrepaid)
            return false;
        if (plan.ChargesOf(ChargeMeasure.ProviderCost).Any())
            throw Unbounded(plan);
        var before = position.Balance - position.Exposure(null);
        var room = position.Balance - position.Exposure(hold);
        if (room < 0)
            throw Exhausted(hold.TenantId, before, before - room, plan.Currency);

        await InsertAsync(transaction, hold, room, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static TollgateException Unbounded(Plan plan) => TollgateException.FailedPrecondition(
        "PLAN_NOT_PREPAYABLE", $"Plan '{plan.PlanId}' charges by provider cost, which has no bound before the call: it cannot be paid ahead.");

    private static TollgateException Exhausted(string tenantId, decimal left, decimal needed, string currency) => TollgateException.ResourceExhausted(
        Reasons.CreditExhausted,
        "The prepaid credit does not cover this request.",
        null,
        new QuotaViolation(
            $"credit:{tenantId}",
            string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, left):0.#########} {currency} left, {needed:0.#########} {currency} needed at most")));

    private static async Task InsertAsync(NpgsqlTransaction transaction, CreditHold hold, decimal room, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = hold.AttemptId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hold.TenantId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = hold.Model });
        insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = hold.InputTokens });
        insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = hold.OutputTokens });
        insert.Parameters.Add(new NpgsqlParameter<decimal> { TypedValue = room });
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
