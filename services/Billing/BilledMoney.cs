using Tollgate.Contracts.Common.V1;

namespace Tollgate.Billing;

/// <summary>Amounts on their way out: rounded once, half to even, to the currency's minor unit.</summary>
internal static class BilledMoney
{
    // Every currency that a plan can have has two decimals; PlanValidator sees to it.
    private const int MinorUnits = 2;
    private const decimal NanosPerUnit = 1_000_000_000m;

    /// <summary>The amount of an invoice line.</summary>
    public static decimal Round(decimal amount) => decimal.Round(amount, MinorUnits, MidpointRounding.ToEven);

    /// <summary>An amount that is already rounded, or has no more than nine decimals.</summary>
    /// <exception cref="OverflowException">It does not fit in nanos.</exception>
    public static Money Of(decimal amount, string currency) => new() { Currency = currency, Nanos = decimal.ToInt64(amount * NanosPerUnit) };
}
