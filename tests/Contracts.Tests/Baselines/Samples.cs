using System.Reflection;

namespace Tollgate.Contracts.Tests.Baselines;

/// <summary>An example of an event with every property filled, the same every time.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Time = new(2026, 11, 24, 8, 30, 0, TimeSpan.Zero);
    private static readonly Guid Id = new("019ab5f0-0000-7000-8000-000000000001");

    public static object Of(Type type)
    {
        var sample = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
            property.SetValue(sample, ValueOf(property.PropertyType, property.Name));
        return sample;
    }

    private static object ValueOf(Type type, string name)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string))
            return name == "Currency" ? "USD" : $"a-{name.ToLowerInvariant()}";
        if (plain == typeof(Guid))
            return Id;
        if (plain == typeof(DateTimeOffset))
            return Time;
        if (plain == typeof(int) || plain == typeof(long))
            return Convert.ChangeType(7, plain, System.Globalization.CultureInfo.InvariantCulture);
        if (plain == typeof(bool))
            return true;
        if (plain.IsEnum)
            return Enum.GetValues(plain).GetValue(1)!;
        if (!plain.IsGenericType)
            return Of(plain);

        var element = plain.GetGenericArguments()[0];
        var list = Array.CreateInstance(element, 1);
        list.SetValue(ValueOf(element, name), 0);
        return list;
    }
}
