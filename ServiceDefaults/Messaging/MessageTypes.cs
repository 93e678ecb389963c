using System.Reflection;
using Tollgate.Contracts;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>Events by their written-down wire names.</summary>
public static class MessageTypes
{
    private static readonly Dictionary<string, Type> ByName = typeof(WireNameAttribute).Assembly.GetTypes()
        .Select(type => (Type: type, type.GetCustomAttribute<WireNameAttribute>()?.Name))
        .Where(entry => entry.Name is not null)
        .ToDictionary(entry => entry.Name!, entry => entry.Type);

    private static readonly Dictionary<Type, WireNameAttribute> ByType = ByName.Values
        .ToDictionary(type => type, type => type.GetCustomAttribute<WireNameAttribute>()!);

    /// <summary>The wire name of an event type.</summary>
    public static string NameOf(Type type) => Find(type).Name;

    /// <summary>The event type of a wire name.</summary>
    public static Type TypeOf(string name) =>
        ByName.TryGetValue(name, out var type) ? type : throw new InvalidOperationException($"No event has the wire name '{name}'.");

    internal static bool Contains(Type type) => ByType.ContainsKey(type);

    internal static bool IsMandatory(Type type) => Find(type).Mandatory;

    private static WireNameAttribute Find(Type type) =>
        ByType.TryGetValue(type, out var name) ? name : throw new InvalidOperationException($"{type.FullName} has no [WireName].");
}
