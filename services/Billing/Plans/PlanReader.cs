using System.Text.Json;
using Tollgate.Tokens;

namespace Tollgate.Billing.Plans;

/// <summary>Reads a plan file, strictly: an unknown field is an error, not a term that silently does not apply.</summary>
internal static class PlanReader
{
    public static Plan Read(string name, string json)
    {
        var document = Parse(name, json);
        var errors = PlanValidator.Validate(document);
        return errors.Count == 0 ? ToPlan(document) : throw new InvalidPlanException(name, errors);
    }

    private static PlanDocument Parse(string name, string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, PlanJson.Default.PlanDocument) ?? throw new InvalidPlanException(name, ["is empty"]);
        }
        catch (JsonException ex)
        {
            throw new InvalidPlanException(name, [ex.Message]);
        }
    }

    private static Plan ToPlan(PlanDocument document) => new()
    {
        PlanId = document.PlanId!,
        Version = document.Version!,
        DisplayName = document.DisplayName!,
        Currency = document.Currency!,
        RecurringFee = Fee(document.RecurringFee),
        SeatFee = Fee(document.SeatFee),
        Features = document.Features!,
        ModelClasses = new ModelClassMap([.. document.ModelClasses!.Select(entry => new ModelClass(entry!.Class!, entry.Models!))]),
        Charges = [.. document.Charges!.Select(charge => ToCharge(charge!))],
    };

    private static PlanCharge ToCharge(ChargeDocument charge) => new(
        charge.ChargeId!,
        charge.DisplayName!,
        [.. charge.TokenKinds!.Select(name => TokenKinds.TryParse(name, out var kind) ? kind : throw new InvalidOperationException($"'{name}' was validated."))],
        charge.ModelClasses ?? [],
        new GraduatedPrice(charge.IncludedTokens, [.. charge.Tiers!.Select(tier => new PriceTier(tier!.UpToTokens == 0 ? null : tier.UpToTokens, Price(tier.PricePerMillion)))]));

    private static decimal Fee(string? text) => PlanAmounts.TryFee(text, out var fee) ? fee : throw new InvalidOperationException("The fee was validated.");

    private static decimal Price(string? text) => PlanAmounts.TryPrice(text, out var price) ? price : throw new InvalidOperationException("The price was validated.");
}
