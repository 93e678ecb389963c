using System.Collections.Frozen;
using NodaTime;
using NodaTime.Text;
using Tollgate.Billing.Plans.ChargeModels;

namespace Tollgate.Billing.Plans;

/// <summary>What plan files call things.</summary>
internal static class PlanNames
{
    public static readonly FrozenDictionary<string, PaymentTerm> FeeTerms =
        Names(("in_advance", PaymentTerm.InAdvance), ("in_arrears", PaymentTerm.InArrears));

    public static readonly FrozenDictionary<string, Proration> Prorations =
        Names(("second", Proration.Second), ("day", Proration.Day), ("none", Proration.None));

    public static readonly FrozenDictionary<string, ChargeMeasure> Measures = Names(
        ("tokens", ChargeMeasure.Tokens), ("active_users", ChargeMeasure.ActiveUsers), ("active_assistants", ChargeMeasure.ActiveAssistants),
        ("provider_cost", ChargeMeasure.ProviderCost));

    public static readonly FrozenDictionary<string, ZeroUsage> ZeroUsages =
        Names(("free", ZeroUsage.Free), ("first_tier_fee", ZeroUsage.FirstTierFee));

    /// <summary>The value of a name; the default where the file is silent.</summary>
    public static T Get<T>(FrozenDictionary<string, T> names, string? name)
        where T : struct => name is null ? default : names[name];

    /// <summary>The name of a value.</summary>
    public static string Of<T>(FrozenDictionary<string, T> names, T value)
        where T : struct => names.First(pair => pair.Value.Equals(value)).Key;

    public static bool IsId(string? text) =>
        text is { Length: >= 1 and <= 63 } && text.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    /// <summary>A day, which is its midnight in UTC, or an instant. Nothing is null.</summary>
    public static bool TryInstant(string? text, out Instant? instant)
    {
        instant = null;
        if (text is null)
            return true;
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } day)
            instant = day.Value.AtMidnight().InUtc().ToInstant();
        else if (InstantPattern.ExtendedIso.Parse(text) is { Success: true } moment)
            instant = moment.Value;
        return instant is not null;
    }

    private static FrozenDictionary<string, T> Names<T>(params (string Name, T Value)[] names) =>
        names.ToFrozenDictionary(name => name.Name, name => name.Value, StringComparer.Ordinal);
}
