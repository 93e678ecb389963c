using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Credits;

/// <summary>What is wrong with a request about credit, all of it at once.</summary>
internal static class CreditValidation
{
    private const long MaxNanos = 1_000_000_000_000_000_000;
    private const long MaxTokens = 1_000_000_000_000;

    public static void Check(GrantCreditRequest request)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        check.Require(IsLabel(request.RequestId, 1, 128), "request_id", "is required, at most 128 characters");
        check.Require(request.Kind is CreditKind.Purchased or CreditKind.Promotional, "kind", "must be purchased or promotional");
        check.Require(request.Priority is >= 0 and <= 1_000, "priority", "must be between 0 and 1000");
        check.Require(request.Amount?.Nanos is > 0 and <= MaxNanos, "amount.nanos", "must be above zero and at most a billion units");
        check.Require(request.Amount?.Currency is "USD" or "EUR" or "GBP", "amount.currency", "must be USD, EUR or GBP");
        check.Require(IsLabel(request.Description, 0, 256), "description", "must have at most 256 characters and no control characters");
        check.ThrowIfInvalid();
    }

    public static void Check(HoldCreditRequest request)
    {
        var check = new Validation();
        CheckAttempt(check, request.AttemptId, request.TenantId);
        check.Require(IsLabel(request.Model, 1, 256), "model", "is required, at most 256 characters");
        check.Require(request.InputTokens is >= 0 and <= MaxTokens, "input_tokens", "must be between 0 and a trillion");
        check.Require(request.OutputTokens is >= 0 and <= MaxTokens, "output_tokens", "must be between 0 and a trillion");
        check.ThrowIfInvalid();
    }

    public static void Check(ReleaseCreditRequest request)
    {
        var check = new Validation();
        CheckAttempt(check, request.AttemptId, request.TenantId);
        check.ThrowIfInvalid();
    }

    private static void CheckAttempt(Validation check, string attemptId, string tenantId)
    {
        check.Require(Guid.TryParse(attemptId, out var id) && id != Guid.Empty, "attempt_id", "must be a UUID");
        TenantIds.Require(check, tenantId);
    }

    private static bool IsLabel(string text, int from, int to) => text.Length >= from && text.Length <= to && !text.Any(char.IsControl);
}
