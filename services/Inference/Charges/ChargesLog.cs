using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Inference.Charges;

internal static partial class ChargesLog
{
    [LoggerMessage(1, LogLevel.Error, "The provider of {Endpoint} charges {ChargedNanos} nanos {ChargedCurrency} for {LineItem} on {Day}, and our calls were settled at {SettledNanos} nanos {Currency}: {Explanation}, at prices [{PriceVersions}] (revision {Revision}).")]
    public static partial void Differs(
        ILogger logger, string endpoint, string lineItem, DateOnly day, long chargedNanos, string chargedCurrency, long settledNanos, string currency,
        ChargeExplanation explanation, string priceVersions, int revision);

    [LoggerMessage(2, LogLevel.Warning, "Comparing {Endpoint} with its provider's costs report failed; it is tried again.")]
    public static partial void Failed(ILogger logger, string endpoint, Exception error);
}
