using Tollgate.Billing.Plans.ChargeModels;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.Tokens;

namespace Tollgate.Billing.Calculator;

/// <summary>Finds everything wrong with a workload, so that pricing it is exact and quick.</summary>
internal static class WorkloadCheck
{
    private const int MaxItems = 100;
    private const int MaxHeads = 20_000;
    private const long MaxRequests = 1_000_000_000;

    public static void Require(Validation check, Workload workload)
    {
        check.Require(workload.Items.Count is >= 1 and <= MaxItems, "items", $"must be 1 to {MaxItems}");
        check.Require(workload.Days is >= 1 and <= 366, "days", "must be between 1 and 366");
        check.Require(workload.Seats is >= 1 and <= 1_000_000, "seats", "must be between 1 and 1,000,000");
        check.Require(workload.ActiveUsers is >= 0 and <= MaxHeads, "active_users", "must be between 0 and 20,000");
        check.Require(workload.ActiveAssistants is >= 0 and <= MaxHeads, "active_assistants", "must be between 0 and 20,000");
        for (var i = 0; i < workload.Items.Count; i++)
            Require(check, workload.Items[i], workload, $"items[{i}]");
        if (check.IsValid)
        {
            var total = TokenKinds.All.Max(kind => workload.Items.Sum(item => (decimal)item.PerRequest[kind] * item.RequestsPerDay * workload.Days));
            check.Require(total <= PriceRange.MaxQuantity / TokenKinds.All.Count, "items", "must come to less than 80 trillion tokens of a kind");
        }
    }

    private static void Require(Validation check, WorkloadItem item, Workload workload, string at)
    {
        check.Require(item.Model is { Length: >= 1 and <= 256 } && !item.Model.Any(char.IsControl), $"{at}.model", "is required, at most 256 characters");
        check.Require(item.RequestsPerDay is >= 0 and <= MaxRequests, $"{at}.requests_per_day", "must be between 0 and 1,000,000,000");
        foreach (var kind in TokenKinds.All)
        {
            var most = item.RequestsPerDay > 0 ? PriceRange.MaxQuantity / item.RequestsPerDay / Math.Max(1, workload.Days) : PriceRange.MaxQuantity;
            check.Require(item.PerRequest[kind] >= 0 && item.PerRequest[kind] <= most, $"{at}.tokens_per_request.{kind.Name()}", $"must be between 0 and {most}");
        }
    }
}
