using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Tollgate.Contracts.Tests.Baselines;

/// <summary>What the events promise: wire names, the names of properties in JSON, their types, and which a message always has.</summary>
internal static class EventSurface
{
    public const string PropertyPrefix = "property ";
    public const string RequiredMark = " required";
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Every event with a wire name.</summary>
    public static IReadOnlyList<Type> Ours { get; } =
    [
        .. typeof(WireNameAttribute).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<WireNameAttribute>() is not null)
            .OrderBy(WireName, StringComparer.Ordinal),
    ];

    public static string WireName(Type type) => type.GetCustomAttribute<WireNameAttribute>()!.Name;

    public static Surface Of(IEnumerable<Type> events)
    {
        var surface = new Surface();
        var seen = new HashSet<Type>();
        foreach (var type in events)
            Add(surface, type, seen);
        return surface;
    }

    /// <summary>The line of the event or part that a property belongs to.</summary>
    public static string OwnerOf(string propertyLine) => $"event {propertyLine.Split(' ')[1]}";

    private static void Add(Surface surface, Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
            return;
        surface.Add($"event {NameOf(type)}", "");
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var required = property.GetCustomAttribute<RequiredMemberAttribute>() is not null ? RequiredMark : "";
            surface.Add($"{PropertyPrefix}{NameOf(type)} {JsonNamingPolicy.CamelCase.ConvertName(property.Name)}", TypeOf(property) + required);
            if (EnumOf(property.PropertyType) is { } values && seen.Add(values))
                AddValues(surface, values);
            foreach (var part in PartsOf(property.PropertyType))
                Add(surface, part, seen);
        }
    }

    // A line for each value: one that goes is a break, one that comes is an addition.
    private static void AddValues(Surface surface, Type type)
    {
        foreach (var value in Enum.GetNames(type))
            surface.Add($"value {type.FullName} {value}", "");
    }

    private static Type? EnumOf(Type type)
    {
        var plain = ElementOf(type) ?? Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum ? plain : null;
    }

    private static string NameOf(Type type) => type.GetCustomAttribute<WireNameAttribute>()?.Name ?? type.FullName!;

    private static string TypeOf(PropertyInfo property)
    {
        var nullable = Nullability.Create(property).ReadState == NullabilityState.Nullable ? "?" : "";
        return Plain(property.PropertyType) + nullable;
    }

    private static string Plain(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Plain(inner);
        if (ElementOf(type) is { } element)
            return $"{Plain(element)}[]";
        if (type.IsEnum)
            return $"enum {type.FullName}";
        return IsPart(type) ? NameOf(type) : type.Name;
    }

    private static IEnumerable<Type> PartsOf(Type type)
    {
        var inner = ElementOf(type) ?? Nullable.GetUnderlyingType(type) ?? type;
        return IsPart(inner) ? [inner] : [];
    }

    private static bool IsPart(Type type) => type is { IsClass: true, Namespace: not null } && type != typeof(string) && ElementOf(type) is null;

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;
}
