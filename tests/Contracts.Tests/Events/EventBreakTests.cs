using Tollgate.Contracts.Tests.Baselines;

namespace Tollgate.Contracts.Tests.Events;

/// <summary>The comparison itself can fail: the same event in the shapes it must not take, and in one it may.</summary>
public sealed class EventBreakTests
{
    [Theory]
    [InlineData(typeof(Renamed), "thingId = Guid required is gone")]
    [InlineData(typeof(Retyped), "was 'Int64 required' and is 'String required'")]
    [InlineData(typeof(NoLongerRequired), "was 'Guid required' and is 'Guid'")]
    [InlineData(typeof(MoreRequired), "color is required and messages of before do not have it")]
    [InlineData(typeof(MovedOnTheWire), "event things.thing-made.v1 is gone")]
    public void A_breaking_change_is_found(Type changed, string said) =>
        Assert.Contains(Compare(changed), line => line.Contains(said, StringComparison.Ordinal));

    [Fact]
    public void An_optional_property_is_no_break() => Assert.Empty(Compare(typeof(Grown)));

    [Fact]
    public void A_value_that_goes_is_a_break_and_one_that_comes_is_an_addition()
    {
        var kind = $"value {typeof(Kind).FullName}";
        var now = EventSurface.Of([typeof(Sized)]);
        var baseline = Surface.Parse(now.ToString().Replace($"{kind} Large\n", $"{kind} Huge\n", StringComparison.Ordinal));

        Assert.Equal($"{kind} Huge is gone", Assert.Single(Surface.Breaks(baseline, now)));
        Assert.Equal($"{kind} Large", Assert.Single(Surface.Additions(baseline, now)));
    }

    private static IReadOnlyList<string> Compare(Type changed) => Surface.Breaks(EventSurface.Of([typeof(ThingMade)]), EventSurface.Of([changed]));

    [WireName("things.thing-made.v1")]
    private sealed record ThingMade
    {
        public required Guid ThingId { get; init; }

        public required long Size { get; init; }
    }

    [WireName("things.thing-made.v1")]
    private sealed record Renamed
    {
        public required Guid Id { get; init; }

        public required long Size { get; init; }
    }

    [WireName("things.thing-made.v1")]
    private sealed record Retyped
    {
        public required Guid ThingId { get; init; }

        public required string Size { get; init; }
    }

    [WireName("things.thing-made.v1")]
    private sealed record NoLongerRequired
    {
        public Guid ThingId { get; init; }

        public required long Size { get; init; }
    }

    [WireName("things.thing-made.v1")]
    private sealed record MoreRequired
    {
        public required Guid ThingId { get; init; }

        public required long Size { get; init; }

        public required string Color { get; init; }
    }

    [WireName("things.thing-created.v1")]
    private sealed record MovedOnTheWire
    {
        public required Guid ThingId { get; init; }

        public required long Size { get; init; }
    }

    [WireName("things.thing-made.v1")]
    private sealed record Sized
    {
        public required Kind Kind { get; init; }
    }

    private enum Kind
    {
        Small,
        Large,
    }

    [WireName("things.thing-made.v1")]
    private sealed record Grown
    {
        public required Guid ThingId { get; init; }

        public required long Size { get; init; }

        public string Color { get; init; } = "";
    }
}
