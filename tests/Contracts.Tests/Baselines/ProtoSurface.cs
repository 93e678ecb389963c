using Google.Protobuf.Reflection;

namespace Tollgate.Contracts.Tests.Baselines;

/// <summary>What the protos promise: names, numbers, types, oneofs, enum values, methods and how they stream.</summary>
internal static class ProtoSurface
{
    private const string Package = "tollgate.";

    /// <summary>Every file of ours in the contracts assembly.</summary>
    public static IReadOnlyList<FileDescriptor> OurFiles { get; } =
    [
        .. typeof(WireNameAttribute).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor")?.GetValue(null))
            .OfType<FileDescriptor>()
            .Where(file => file.Package.StartsWith(Package, StringComparison.Ordinal))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    public static Surface Of(IEnumerable<FileDescriptor> files)
    {
        var surface = new Surface();
        foreach (var file in files)
        {
            foreach (var message in file.MessageTypes)
                Add(surface, message);
            foreach (var type in file.EnumTypes)
                Add(surface, type);
            foreach (var service in file.Services)
                Add(surface, service);
        }

        return surface;
    }

    private static void Add(Surface surface, MessageDescriptor message)
    {
        if (message.GetOptions()?.MapEntry == true)
            return;
        surface.Add($"message {message.FullName}", "");
        foreach (var field in message.Fields.InDeclarationOrder())
            surface.Add($"field {message.FullName} {field.FieldNumber}", $"{TypeOf(field)} {field.Name}{OneofOf(field)}");
        foreach (var nested in message.NestedTypes)
            Add(surface, nested);
        foreach (var type in message.EnumTypes)
            Add(surface, type);
    }

    private static void Add(Surface surface, EnumDescriptor type)
    {
        surface.Add($"enum {type.FullName}", "");
        foreach (var value in type.Values)
            surface.Add($"value {type.FullName} {value.Number}", value.Name);
    }

    private static void Add(Surface surface, ServiceDescriptor service)
    {
        surface.Add($"service {service.FullName}", "");
        foreach (var method in service.Methods)
        {
            surface.Add(
                $"method {service.FullName} {method.Name}",
                $"({Streamed(method.IsClientStreaming)}{method.InputType.FullName}) returns ({Streamed(method.IsServerStreaming)}{method.OutputType.FullName})");
        }
    }

    private static string TypeOf(FieldDescriptor field)
    {
        if (field.IsMap)
            return $"map<{TypeOf(field.MessageType.FindFieldByNumber(1))}, {TypeOf(field.MessageType.FindFieldByNumber(2))}>";
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var simple => simple.ToString().ToLowerInvariant(),
        };
        var optional = field is { HasPresence: true, IsRepeated: false, FieldType: not FieldType.Message } && field.RealContainingOneof is null;
        return (field.IsRepeated ? "repeated " : optional ? "optional " : "") + type;
    }

    private static string OneofOf(FieldDescriptor field) => field.RealContainingOneof is { } oneof ? $" in oneof {oneof.Name}" : "";

    private static string Streamed(bool streams) => streams ? "stream " : "";
}
