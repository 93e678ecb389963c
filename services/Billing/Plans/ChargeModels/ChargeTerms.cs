namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>A charge model with what a contract puts around it.</summary>
/// <param name="Model">What a quantity costs.</param>
/// <param name="Minimum">At least this is asked for a period; 0: no minimum.</param>
/// <param name="Maximum">At most this is asked for a period; null: no maximum.</param>
/// <param name="DiscountPercent">Taken off every line, before the limits apply.</param>
/// <param name="FreeQuantity">Taken off the usage of a period, before it is priced.</param>
public sealed record ChargeTerms(
    ChargeModel Model, decimal Minimum = 0, decimal? Maximum = null, decimal DiscountPercent = 0, decimal FreeQuantity = 0);
