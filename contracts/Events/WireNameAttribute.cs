namespace Tollgate.Contracts;

/// <summary>
/// The name an event has on the wire: <c>service.event-name.vN</c>. Written down, so that moving or renaming the class
/// cannot change what other systems see.
/// </summary>
/// <param name="name">For example <c>metering.usage-recorded.v1</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WireNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// Losing it would lose work or money: it is published as mandatory and waits in the outbox until a queue takes it. News that may find
    /// nobody listening is not mandatory.
    /// </summary>
    public bool Mandatory { get; init; }
}
