using System.Runtime.InteropServices;
using NodaTime;

namespace Tollgate.Billing.Rating;

/// <summary>Names a charge of a subscription in one period.</summary>
public readonly record struct ChargeKey(Guid SubscriptionId, Instant PeriodStart, string ChargeId);

/// <summary>Where a charge stands.</summary>
public readonly record struct ChargeState(long Quantity, decimal Amount);

/// <summary>Where charges stand, while a batch is rated over them.</summary>
public sealed class ChargeBook
{
    private readonly Dictionary<ChargeKey, ChargeState> states = [];
    private readonly HashSet<ChargeKey> changed = [];

    /// <summary>Takes in a state from the database.</summary>
    public void Load(ChargeKey key, ChargeState state) => states[key] = state;

    /// <summary>Where a charge stands; at zero when nothing was charged yet.</summary>
    public ChargeState this[ChargeKey key] => states.GetValueOrDefault(key);

    /// <summary>Moves a charge on.</summary>
    public void Set(ChargeKey key, ChargeState state)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(states, key, out _) = state;
        changed.Add(key);
    }

    /// <summary>What has moved.</summary>
    public IEnumerable<KeyValuePair<ChargeKey, ChargeState>> Changes => changed.Select(key => KeyValuePair.Create(key, states[key]));
}
