using Tollgate.Tokens;

namespace Tollgate.Billing.Plans;

/// <summary>Finds everything wrong with a plan file, above all usage that it would bill twice or not at all.</summary>
internal static class PlanValidator
{
    public static IReadOnlyList<string> Validate(PlanDocument plan)
    {
        var errors = new List<string>();
        void Require(bool condition, string problem)
        {
            if (!condition)
                errors.Add(problem);
        }

        Require(IsId(plan.PlanId), "plan_id: must be lower-case letters, digits and dashes, 1 to 63");
        Require(!string.IsNullOrWhiteSpace(plan.Version), "version: is required");
        Require(!string.IsNullOrWhiteSpace(plan.DisplayName), "display_name: is required");
        Require(plan.Currency is "USD" or "EUR" or "GBP", "currency: must be one with two decimals that we bill in: USD, EUR or GBP");
        Require(PlanAmounts.TryFee(plan.RecurringFee, out _), "recurring_fee: must be a decimal between 0 and 1000000 with at most two decimals");
        Require(PlanAmounts.TryFee(plan.SeatFee, out _), "seat_fee: must be a decimal between 0 and 1000000 with at most two decimals");
        Require(plan.Features?.All(feature => !string.IsNullOrWhiteSpace(feature)) == true, "features: is required, and none may be empty");

        var classes = Classes(plan.ModelClasses ?? [], errors);
        Charges(plan.Charges ?? [], classes, errors);
        if (errors.Count == 0)
            Coverage(plan, classes, errors);
        return errors;
    }

    private static List<string> Classes(IReadOnlyList<ModelClassDocument?> classes, List<string> errors)
    {
        var names = new List<string>();
        for (var i = 0; i < classes.Count; i++)
        {
            if (!IsId(classes[i]?.Class))
                errors.Add($"model_classes[{i}].class: must be lower-case letters, digits and dashes, 1 to 63");
            else if (names.Contains(classes[i]!.Class!))
                errors.Add($"model_classes[{i}].class: '{classes[i]!.Class}' is listed twice");
            else
                names.Add(classes[i]!.Class!);
            if (classes[i]?.Models is not { Count: > 0 } models || models.Any(string.IsNullOrWhiteSpace))
                errors.Add($"model_classes[{i}].models: at least one pattern is required, and none may be empty");
        }

        if (classes.LastOrDefault()?.Models?.Contains("*") != true)
            errors.Add("model_classes: the last one must have the pattern '*', so that every model has a class");
        return names;
    }

    private static void Charges(IReadOnlyList<ChargeDocument?> charges, List<string> classes, List<string> errors)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal) { "recurring", "seats" };
        for (var i = 0; i < charges.Count; i++)
        {
            var at = $"charges[{i}]";
            if (charges[i] is not { } charge)
            {
                errors.Add($"{at}: is null");
                continue;
            }

            if (!IsId(charge.ChargeId))
                errors.Add($"{at}.charge_id: must be lower-case letters, digits and dashes, 1 to 63");
            else if (!ids.Add(charge.ChargeId!))
                errors.Add($"{at}.charge_id: '{charge.ChargeId}' is used already");
            if (string.IsNullOrWhiteSpace(charge.DisplayName))
                errors.Add($"{at}.display_name: is required");
            if (charge.TokenKinds is not { Count: > 0 })
                errors.Add($"{at}.token_kinds: at least one is required");
            foreach (var kind in charge.TokenKinds ?? [])
            {
                if (kind is null || !TokenKinds.TryParse(kind, out _))
                    errors.Add($"{at}.token_kinds: '{kind}' is not a token kind");
            }

            foreach (var name in (charge.ModelClasses ?? []).Where(name => !classes.Contains(name)))
                errors.Add($"{at}.model_classes: '{name}' is not a class of this plan");
            if (charge.IncludedTokens is < 0 or > GraduatedPrice.MaxQuantity)
                errors.Add($"{at}.included_tokens: must be between 0 and {GraduatedPrice.MaxQuantity}");
            Tiers(charge.Tiers ?? [], $"{at}.tiers", errors);
        }
    }

    private static void Tiers(IReadOnlyList<TierDocument?> tiers, string at, List<string> errors)
    {
        if (tiers.Count == 0)
            errors.Add($"{at}: at least one is required");
        var from = 0L;
        for (var i = 0; i < tiers.Count; i++)
        {
            if (!PlanAmounts.TryPrice(tiers[i]?.PricePerMillion, out _))
                errors.Add($"{at}[{i}].price_per_million: must be a decimal from 0 to below {GraduatedPrice.MaxPrice} with at most {GraduatedPrice.MaxScale} decimals");
            var upTo = tiers[i]?.UpToTokens ?? -1;
            if (i == tiers.Count - 1 ? upTo != 0 : upTo <= from)
                errors.Add($"{at}[{i}].up_to_tokens: must rise from tier to tier, and be 0 (without end) in the last one");
            from = upTo;
        }
    }

    private static void Coverage(PlanDocument plan, List<string> classes, List<string> errors)
    {
        foreach (var modelClass in classes)
        {
            foreach (var kind in TokenKinds.All.Select(kind => kind.Name()))
            {
                var counting = plan.Charges!.Where(charge => charge!.TokenKinds!.Contains(kind)
                    && (charge.ModelClasses is not { Count: > 0 } only || only.Contains(modelClass))).Select(charge => charge!.ChargeId).ToArray();
                if (counting.Length != 1)
                {
                    errors.Add(counting.Length == 0
                        ? $"charges: nothing bills {kind} of class {modelClass}"
                        : $"charges: {kind} of class {modelClass} is billed by {string.Join(" and ", counting)}");
                }
            }
        }
    }

    private static bool IsId(string? text) =>
        text is { Length: >= 1 and <= 63 } && text.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
