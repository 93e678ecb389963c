namespace Tollgate.Contracts.Metering.V1;

/// <summary>A new price book is in force. Whoever prices with the book fetches it.</summary>
[WireName("metering.price-book-changed.v1")]
public sealed record PriceBookChanged
{
    /// <summary>UUIDv5 of the book.</summary>
    public required Guid EventId { get; init; }

    /// <summary>Its number; books are numbered in the order they came into force.</summary>
    public required long Number { get; init; }

    /// <summary>When it came into force (UTC).</summary>
    public required DateTimeOffset ChangeTime { get; init; }
}
