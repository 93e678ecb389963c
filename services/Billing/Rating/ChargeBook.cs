using System.Runtime.InteropServices;
using NodaTime;
using Tollgate.Billing.Plans;

namespace Tollgate.Billing.Rating;

/// <summary>Names a charge of a subscription in one segment of a period.</summary>
public readonly record struct ChargeKey(Guid SubscriptionId, Instant PeriodStart, string ChargeId);

/// <summary>Names somebody who counts once in a period.</summary>
public readonly record struct MemberKey(Guid SubscriptionId, Instant PeriodStart, ChargeMeasure Measure, string MemberId);

/// <summary>Where a charge stands.</summary>
public readonly record struct ChargeState(long Quantity, decimal Amount, long AdjustmentQuantity = 0, decimal AdjustmentAmount = 0);

/// <summary>Where charges stand, while a batch is rated over them.</summary>
public sealed class ChargeBook
{
    private readonly Dictionary<ChargeKey, ChargeState> states = [];
    private readonly HashSet<ChargeKey> changed = [];
    private readonly HashSet<MemberKey> members = [];
    private readonly List<MemberKey> joined = [];

    /// <summary>Takes in a state from the database.</summary>
    public void Load(ChargeKey key, ChargeState state) => states[key] = state;

    /// <summary>Takes in a member from the database.</summary>
    public void Load(MemberKey key) => members.Add(key);

    /// <summary>Where a charge stands; at zero when nothing was charged yet.</summary>
    public ChargeState this[ChargeKey key] => states.GetValueOrDefault(key);

    /// <summary>Moves a charge on.</summary>
    public void Set(ChargeKey key, ChargeState state)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(states, key, out _) = state;
        changed.Add(key);
    }

    /// <summary>Counted already.</summary>
    public bool Has(MemberKey key) => members.Contains(key);

    /// <summary>Counts somebody.</summary>
    public void Join(MemberKey key)
    {
        if (members.Add(key))
            joined.Add(key);
    }

    /// <summary>What has moved.</summary>
    public IEnumerable<KeyValuePair<ChargeKey, ChargeState>> Changes => changed.Select(key => KeyValuePair.Create(key, states[key]));

    /// <summary>Who is new.</summary>
    public IReadOnlyList<MemberKey> Joined => joined;
}
