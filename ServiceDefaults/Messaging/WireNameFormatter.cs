using MassTransit;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>Names exchanges after the events' wire names, so that moving a class does not move the exchange.</summary>
internal sealed class WireNameFormatter : IEntityNameFormatter
{
    // The bus has message types of its own (faults); they keep their class names.
    public string FormatEntityName<T>() =>
        MessageTypes.Contains(typeof(T)) ? MessageTypes.NameOf(typeof(T)) : $"masstransit.{typeof(T).Name}";
}
