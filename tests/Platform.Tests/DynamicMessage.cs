using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tollgate.Platform.Tests;

/// <summary>A message known only by its descriptor: what a client has that learnt the contract from reflection.</summary>
internal sealed class DynamicMessage
{
    private readonly Dictionary<string, List<object>> fields = [];

    internal string Text(string field) => fields.TryGetValue(field, out var values) ? (string)values[^1] : "";

    internal long Number(string field) => fields.TryGetValue(field, out var values) ? (long)values[^1] : 0;

    internal DynamicMessage Message(string field) => (DynamicMessage)fields[field][^1];

    internal IReadOnlyList<object> List(string field) => fields.TryGetValue(field, out var values) ? values : [];

    /// <summary>Writes JSON with the proto's field names as a message of this type.</summary>
    internal static byte[] Encode(MessageDescriptor type, JsonElement json)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true))
        {
            foreach (var property in json.EnumerateObject())
            {
                var field = type.FindFieldByName(property.Name) ?? throw new ArgumentException($"{type.FullName} has no field {property.Name}.");
                foreach (var value in field.IsRepeated ? property.Value.EnumerateArray().ToArray() : [property.Value])
                    Write(output, field, value);
            }
        }

        return memory.ToArray();
    }

    /// <summary>Reads strings, integers and messages; skips other kinds.</summary>
    internal static DynamicMessage Decode(MessageDescriptor type, byte[] bytes)
    {
        var message = new DynamicMessage();
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is var tag and not 0)
        {
            var field = type.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag));
            object? value = field?.FieldType switch
            {
                FieldType.String => input.ReadString(),
                FieldType.Int64 => input.ReadInt64(),
                FieldType.Int32 => (long)input.ReadInt32(),
                FieldType.Message => Decode(field.MessageType, input.ReadBytes().ToByteArray()),
                _ => null,
            };
            if (value is null)
                input.SkipLastField();
            else if (message.fields.TryGetValue(field!.Name, out var values))
                values.Add(value);
            else
                message.fields[field.Name] = [value];
        }

        return message;
    }

    private static void Write(CodedOutputStream output, FieldDescriptor field, JsonElement value)
    {
        switch (field.FieldType)
        {
            case FieldType.String:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteString(value.GetString());
                break;
            case FieldType.Int32:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.Varint);
                output.WriteInt32(value.GetInt32());
                break;
            case FieldType.Message:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(Encode(field.MessageType, value)));
                break;
            default:
                throw new ArgumentException($"{field.FullName}: {field.FieldType} is not needed here.");
        }
    }
}
