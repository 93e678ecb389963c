using Tollgate.Billing.Plans.ChargeModels;
using Tollgate.Tokens;

namespace Tollgate.Billing.Plans;

/// <summary>Finds everything wrong with a plan file, above all usage that it would bill twice or not at all.</summary>
internal static class PlanValidator
{
    private const string FeeRule = "must be a decimal between 0 and 1000000 with at most two decimals";
    private const string IdRule = "must be lower-case letters, digits and dashes, 1 to 63";

    public static IReadOnlyList<string> Validate(PlanDocument plan)
    {
        var errors = new List<string>();
        Terms(plan, errors);
        var classes = Classes(plan.ModelClasses ?? [], errors);
        Charges(plan.Charges ?? [], classes, errors);
        PlanExtrasValidator.Validate(plan, errors);
        if (errors.Count == 0)
            Coverage(plan, classes, errors);
        return errors;
    }

    private static void Terms(PlanDocument plan, List<string> errors)
    {
        void Require(bool condition, string problem)
        {
            if (!condition)
                errors.Add(problem);
        }

        Require(PlanNames.IsId(plan.PlanId), $"plan_id: {IdRule}");
        Require(!string.IsNullOrWhiteSpace(plan.Version), "version: is required");
        Require(!string.IsNullOrWhiteSpace(plan.DisplayName), "display_name: is required");
        Require(plan.Currency is "USD" or "EUR" or "GBP", "currency: must be one with two decimals that we bill in: USD, EUR or GBP");
        Require(PlanAmounts.TryFee(plan.RecurringFee, out _), $"recurring_fee: {FeeRule}");
        Require(PlanAmounts.TryFee(plan.SeatFee, out _), $"seat_fee: {FeeRule}");
        Require(plan.MinimumCommit is null || PlanAmounts.TryFee(plan.MinimumCommit, out _), $"minimum_commit: {FeeRule}");
        Require(plan.FeeTerm is null || PlanNames.FeeTerms.ContainsKey(plan.FeeTerm), "fee_term: must be in_advance or in_arrears");
        Require(plan.Proration is null || PlanNames.Prorations.ContainsKey(plan.Proration), "proration: must be second, day or none");
        Require(plan.TrialDays is >= 0 and <= 366, "trial_days: must be between 0 and 366");
        Require(plan.Features?.All(feature => !string.IsNullOrWhiteSpace(feature)) == true, "features: is required, and none may be empty");

        var begins = PlanNames.TryInstant(plan.EffectiveFrom, out var from);
        var ends = PlanNames.TryInstant(plan.EffectiveTo, out var to);
        Require(begins, "effective_from: must be a date or an instant, such as 2026-12-01");
        Require(ends, "effective_to: must be a date or an instant, such as 2026-12-01");
        Require(from is null || to is null || from < to, "effective_to: must be after effective_from");
    }

    private static List<string> Classes(IReadOnlyList<ModelClassDocument?> classes, List<string> errors)
    {
        var names = new List<string>();
        for (var i = 0; i < classes.Count; i++)
        {
            if (!PlanNames.IsId(classes[i]?.Class))
                errors.Add($"model_classes[{i}].class: {IdRule}");
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
        var ids = new HashSet<string>(StringComparer.Ordinal) { "recurring", "seats", "minimum-commit" };
        for (var i = 0; i < charges.Count; i++)
        {
            var at = $"charges[{i}]";
            if (charges[i] is not { } charge)
            {
                errors.Add($"{at}: is null");
                continue;
            }

            if (!PlanNames.IsId(charge.ChargeId))
                errors.Add($"{at}.charge_id: {IdRule}");
            else if (!ids.Add(charge.ChargeId!))
                errors.Add($"{at}.charge_id: '{charge.ChargeId}' is used already");
            if (string.IsNullOrWhiteSpace(charge.DisplayName))
                errors.Add($"{at}.display_name: is required");
            errors.AddRange(Counting(charge, classes).Concat(ChargeModelReader.Validate(charge)).Select(error => $"{at}.{error}"));
        }
    }

    private static IEnumerable<string> Counting(ChargeDocument charge, List<string> classes)
    {
        if (charge.Measure is not null && !PlanNames.Measures.ContainsKey(charge.Measure))
            yield return "measure: must be tokens, active_users, active_assistants or provider_cost";
        var tokens = charge.Measure is null or "tokens";
        if (tokens && charge.TokenKinds is not { Count: > 0 })
            yield return "token_kinds: at least one is required";
        if (!tokens && (charge.TokenKinds ?? charge.ModelClasses ?? charge.Assistants) is { Count: > 0 })
            yield return "token_kinds, model_classes, assistants: are for charges of tokens";
        foreach (var kind in (charge.TokenKinds ?? []).Where(kind => kind is null || !TokenKinds.TryParse(kind, out _)))
            yield return $"token_kinds: '{kind}' is not a token kind";
        foreach (var name in (charge.ModelClasses ?? []).Where(name => !classes.Contains(name)))
            yield return $"model_classes: '{name}' is not a class of this plan";
        if (charge.Assistants?.Any(string.IsNullOrWhiteSpace) == true)
            yield return "assistants: none may be empty";
        if (charge.IncludedTokens is < 0 or > PriceRange.MaxQuantity || (!tokens && charge.IncludedTokens != 0))
            yield return $"included_tokens: must be between 0 and {PriceRange.MaxQuantity}, and is for charges of tokens";
        if (charge.Included is < 0 or > PriceRange.MaxQuantity || (tokens && charge.Included != 0))
            yield return $"included: must be between 0 and {PriceRange.MaxQuantity}, and is for charges of something other than tokens";
        if (charge.Minimum is not null && !PlanAmounts.TryFee(charge.Minimum, out _))
            yield return $"minimum: {FeeRule}";
        if (charge.Maximum is not null && !PlanAmounts.TryFee(charge.Maximum, out _))
            yield return $"maximum: {FeeRule}";
        else if (charge.Maximum is not null && PlanAmounts.Fee(charge.Maximum) < PlanAmounts.Fee(charge.Minimum))
            yield return "maximum: must not be below minimum";
    }

    // For everybody exactly one charge for each kind and class; for an assistant with prices of its own at most one of them.
    private static void Coverage(PlanDocument plan, List<string> classes, List<string> errors)
    {
        string[] assistants = ["", .. plan.Charges!.SelectMany(charge => charge!.Assistants ?? []).Distinct(StringComparer.Ordinal)];
        foreach (var (assistant, modelClass, kind) in
            from assistant in assistants from modelClass in classes from kind in TokenKinds.All.Select(kind => kind.Name()) select (assistant, modelClass, kind))
        {
            var counting = plan.Charges!.Where(charge => charge!.TokenKinds?.Contains(kind) == true
                && (charge.ModelClasses is not { Count: > 0 } only || only.Contains(modelClass))
                && (assistant.Length == 0 ? charge.Assistants is not { Count: > 0 } : charge.Assistants?.Contains(assistant) == true))
                .Select(charge => charge!.ChargeId).ToArray();
            if (counting.Length == 0 && assistant.Length == 0)
                errors.Add($"charges: nothing bills {kind} of class {modelClass}");
            if (counting.Length > 1)
                errors.Add($"charges: {kind} of class {modelClass}{(assistant.Length == 0 ? "" : $" of assistant {assistant}")} is billed by {string.Join(" and ", counting)}");
        }
    }
}
