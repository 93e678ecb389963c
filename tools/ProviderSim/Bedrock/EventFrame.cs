using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace Tollgate.ProviderSim.Bedrock;

/// <summary>Writes messages of AWS's event stream: lengths, headers, payload, and a checksum of each.</summary>
internal static class EventFrame
{
    public static void Write(IBufferWriter<byte> output, string type, Action<Utf8JsonWriter> body)
    {
        var payload = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(payload, JsonReply.Options))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }
        Write(output, type, payload.WrittenSpan);
    }

    public static void Write(IBufferWriter<byte> output, string type, ReadOnlySpan<byte> payload)
    {
        var headers = new ArrayBufferWriter<byte>();
        WriteHeader(headers, ":event-type", type);
        WriteHeader(headers, ":content-type", "application/json");
        WriteHeader(headers, ":message-type", "event");

        var length = 12 + headers.WrittenCount + payload.Length + 4;
        var frame = output.GetSpan(length)[..length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)length);
        BinaryPrimitives.WriteUInt32BigEndian(frame[4..], (uint)headers.WrittenCount);
        BinaryPrimitives.WriteUInt32BigEndian(frame[8..], Crc32.HashToUInt32(frame[..8]));
        headers.WrittenSpan.CopyTo(frame[12..]);
        payload.CopyTo(frame[(12 + headers.WrittenCount)..]);
        BinaryPrimitives.WriteUInt32BigEndian(frame[(length - 4)..], Crc32.HashToUInt32(frame[..(length - 4)]));
        output.Advance(length);
    }

    private static void WriteHeader(ArrayBufferWriter<byte> headers, string name, string value)
    {
        var (nameBytes, valueBytes) = (Encoding.ASCII.GetBytes(name), Encoding.ASCII.GetBytes(value));
        headers.Write<byte>([(byte)nameBytes.Length]);
        headers.Write(nameBytes);
        headers.Write<byte>([7, (byte)(valueBytes.Length >> 8), (byte)valueBytes.Length]);
        headers.Write(valueBytes);
    }
}
