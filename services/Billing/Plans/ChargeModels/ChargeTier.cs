namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>A tier of a price.</summary>
/// <param name="UpTo">Quantity up to which it holds, inclusive; null: without end.</param>
/// <param name="UnitPrice">Price of each unit in it; null: units cost nothing.</param>
/// <param name="Fee">Charged once for being in it; null: no fee.</param>
public sealed record ChargeTier(decimal? UpTo, decimal? UnitPrice, decimal? Fee = null);
