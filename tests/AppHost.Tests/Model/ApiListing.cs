using System.Globalization;
using System.Reflection;

namespace Tollgate.AppHost.Tests.Model;

/// <summary>The public members of the engine's Aspire namespaces, one line each, as a person would write them down.</summary>
internal static class ApiListing
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Of(Assembly assembly) =>
    [
        .. assembly.GetExportedTypes()
            .Where(type => type.Namespace is "Aspire.Hosting" or "Aspire.Hosting.ApplicationModel" or "Aspire.Hosting.Testing")
            .SelectMany(type => type.GetMembers(Declared).Select(Describe).OfType<string>().Select(member => $"{Name(type)}.{member}"))
            .Order(StringComparer.Ordinal),
    ];

    private static string? Describe(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: false } method when !IsObjectMember(method) =>
            $"{method.Name}{Generics(method)}({string.Join(", ", method.GetParameters().Select(Describe))}) : {Name(method.ReturnType)}",
        PropertyInfo property => $"{property.Name} : {Name(property.PropertyType)}",
        FieldInfo { IsSpecialName: false } field => field.DeclaringType!.IsEnum ? field.Name : $"{field.Name} : {Name(field.FieldType)}",
        _ => null,
    };

    private static string Describe(ParameterInfo parameter)
    {
        var type = Name(parameter.ParameterType);
        var nullable = new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable && !type.EndsWith('?') ? "?" : "";
        var value = parameter.HasDefaultValue ? $" = {Literal(parameter)}" : "";
        return $"{type}{nullable} {parameter.Name}{value}";
    }

    private static string Literal(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null when parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null => "default",
        null => "null",
        bool value => value ? "true" : "false",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool IsObjectMember(MethodInfo method) => method.GetBaseDefinition().DeclaringType == typeof(object);

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return $"in {Name(type.GetElementType()!)}";
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return $"{Name(underlying)}?";

        var name = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : Keyword(type);
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static string Keyword(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => "string",
        TypeCode.Boolean => "bool",
        TypeCode.Int32 when !type.IsEnum => "int",
        _ => type == typeof(void) ? "void" : type.Name,
    };
}
