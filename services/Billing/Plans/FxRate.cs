using NodaTime;

namespace Tollgate.Billing.Plans;

/// <summary>An exchange rate of a day.</summary>
/// <param name="From">ISO 4217 code of what is converted.</param>
/// <param name="To">ISO 4217 code of what it becomes.</param>
/// <param name="Date">The day it was fixed; holds until the next one.</param>
/// <param name="Rate">Units of <paramref name="To"/> for one of <paramref name="From"/>.</param>
public sealed record FxRate(string From, string To, LocalDate Date, decimal Rate)
{
    /// <summary>The amount in nanos of the other currency, rounded half to even: from then on that is the fact.</summary>
    public long Convert(long nanos) => decimal.ToInt64(decimal.Round(nanos * Rate, 0, MidpointRounding.ToEven));
}
