using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Capacity;

/// <summary>How many users there are to be, and how much more each of them uses.</summary>
internal readonly record struct Scenario(int UsersPercent, int GrowthPercent)
{
    /// <summary>What traffic is multiplied by. Decimal, so that a hundred percent changes nothing.</summary>
    public decimal Factor => UsersPercent / 100m * (100 + GrowthPercent) / 100m;

    public static Scenario Of(PlanCapacityRequest request) => new(request.UsersPercent == 0 ? 100 : request.UsersPercent, request.GrowthPercent);

    /// <summary>Rounded up: capacity that is missing is refused.</summary>
    public long Scale(long amount) => (long)Math.Min(long.MaxValue, Math.Ceiling(amount * Factor));

    public MinuteRate Scale(MinuteRate rate) => new() { P95 = Scale(rate.P95), P99 = Scale(rate.P99), Peak = Scale(rate.Peak) };
}
