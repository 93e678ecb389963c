using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Budgets;

/// <summary>Where a listing of a budget's history goes on. Opaque to callers, and good for its own budget only.</summary>
internal readonly record struct HoldChangePageToken(long BudgetKey, long PeriodKey, long Sequence)
{
    public static HoldChangePageToken Parse(string token, long budgetKey)
    {
        if (token.Length == 0)
            return new(budgetKey, 0, 0);
        var rules = new Validation();
        var parsed = TryParse(token);
        rules.Require(parsed?.BudgetKey == budgetKey, "page_token", "is not a token of this listing");
        rules.ThrowIfInvalid();
        return parsed!.Value;
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{BudgetKey} {PeriodKey} {Sequence}")));

    private static HoldChangePageToken? TryParse(string token)
    {
        if (!Base64Url.IsValid(token))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(' ');
        return parts.Length == 3
            && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var budget)
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var period)
            && long.TryParse(parts[2], CultureInfo.InvariantCulture, out var sequence)
            ? new(budget, period, sequence)
            : null;
    }
}
