using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tollgate.Cli.Fuzz;

/// <summary>Makes messages of a type with absurd values, and bytes that are no message at all.</summary>
internal static class MessageMutation
{
    private const int MaxDepth = 4;

    private static readonly string[] Texts =
    [
        "", "a", "\0", "northstar", "live", "USD", "XXX", "2026-02-30", "00000000-0000-0000-0000-000000000000", "-1", "1e309", "' OR 1=1; --", "Europe/Nowhere", "‮\uFFFE",
        "gpt-4o-mini", "../..", "{", "999999999999999999999999999", "http://[::1", new('x', 5000),
    ];

    private static readonly long[] Numbers = [0, 1, -1, 2, 100, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1L << 53];

    /// <summary>The message's bytes.</summary>
    public static byte[] Of(MessageDescriptor type, Random random)
    {
        var message = Message(type, random, 0);
        if (message.Length == 0 || random.Next(4) > 0)
            return message;
        for (var i = random.Next(1, 5); i > 0; i--)
            message[random.Next(message.Length)] = (byte)random.Next(256);
        return random.Next(3) == 0 ? message[..random.Next(message.Length)] : message;
    }

    private static byte[] Message(MessageDescriptor type, Random random, int depth)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            foreach (var field in type.Fields.InDeclarationOrder())
            {
                for (var count = Repetitions(field, random); count > 0; count--)
                    Write(output, field, random, depth);
            }
        }

        return bytes.ToArray();
    }

    private static int Repetitions(FieldDescriptor field, Random random) =>
        field.IsRepeated && random.Next(20) == 0 ? random.Next(100) : random.Next(3) > 0 ? 1 : 0;

    private static void Write(CodedOutputStream output, FieldDescriptor field, Random random, int depth)
    {
        switch (field.FieldType)
        {
            case FieldType.Message when depth < MaxDepth:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(Message(field.MessageType, random, depth + 1)));
                break;
            case FieldType.Message or FieldType.Group:
                break;
            case FieldType.String:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteString(Texts[random.Next(Texts.Length)]);
                break;
            case FieldType.Bytes:
                var bytes = new byte[random.Next(200)];
                random.NextBytes(bytes);
                output.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(bytes));
                break;
            case FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.Fixed64);
                output.WriteDouble(random.Next(4) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => -1, _ => random.NextDouble() });
                break;
            case FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.Fixed32);
                output.WriteFloat(random.Next(4) switch { 0 => float.NaN, 1 => float.NegativeInfinity, 2 => -1, _ => random.NextSingle() });
                break;
            default:
                output.WriteTag(field.FieldNumber, WireFormat.WireType.Varint);
                output.WriteInt64(Numbers[random.Next(Numbers.Length)]);
                break;
        }
    }
}
