namespace Tollgate.Billing.Plans;

/// <summary>A step of a graduated price.</summary>
/// <param name="UpToTokens">Tokens up to which it holds, counted after the included ones; null: without end.</param>
/// <param name="PricePerMillion">Price of a million tokens in the plan's currency.</param>
public sealed record PriceTier(long? UpToTokens, decimal PricePerMillion);
