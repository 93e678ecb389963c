using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Invoices;

/// <summary>What is wrong with a request about invoices, all of it at once.</summary>
internal static class InvoiceValidation
{
    // A cent, in nanos: corrections are in whole ones, as lines are.
    private const long MinorUnit = 10_000_000;

    public static Guid Id(string text)
    {
        var check = new Validation();
        check.Require(Guid.TryParse(text, out var id), "invoice_id", "must be a UUID");
        check.ThrowIfInvalid();
        return id;
    }

    public static void Check(CreateCreditNoteRequest request)
    {
        var check = new Validation();
        check.Require(Guid.TryParse(request.InvoiceId, out _), "invoice_id", "must be a UUID");
        check.Require(IsLabel(request.RequestId, 128), "request_id", "is required, at most 128 characters");
        check.Require(IsLabel(request.Reason, 256), "reason", "is required, at most 256 characters");
        check.Require(request.Lines.Count > 0, "lines", "at least one is required");
        for (var i = 0; i < request.Lines.Count; i++)
        {
            var line = request.Lines[i];
            check.Require(request.Lines.Take(i).All(other => other.Line != line.Line), $"lines[{i}].line", "is listed twice");
            check.Require(line.Amount?.Nanos > 0 && line.Amount.Nanos % MinorUnit == 0, $"lines[{i}].amount", "must be above zero, in whole minor units");
        }

        check.ThrowIfInvalid();
    }

    private static bool IsLabel(string text, int most) => text.Length >= 1 && text.Length <= most && !text.Any(char.IsControl);
}
