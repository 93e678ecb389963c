using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tollgate.Inference.Providers.Bedrock;

/// <summary>
/// Reads AWS's event stream: messages of a length, headers, a payload and two checksums. A stream that ends between messages has ended; one
/// that ends inside of one, or whose checksums do not fit, is broken.
/// </summary>
internal static class EventStreamReader
{
    private const int PreludeLength = 12;
    private const int ChecksumLength = 4;
    private const int LongestMessage = 24 * 1024 * 1024;
    private const byte StringHeader = 7;

    /// <exception cref="IOException">The stream broke off.</exception>
    /// <exception cref="InvalidDataException">It is no event stream, or was damaged.</exception>
    public static async IAsyncEnumerable<EventStreamMessage> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prelude = new byte[PreludeLength];
        while (true)
        {
            var read = await stream.ReadAtLeastAsync(prelude, PreludeLength, throwOnEndOfStream: false, cancellationToken);
            if (read == 0)
                yield break;
            if (read < PreludeLength)
                throw new EndOfStreamException("The event stream broke off.");
            var (total, headers) = (BinaryPrimitives.ReadUInt32BigEndian(prelude), BinaryPrimitives.ReadUInt32BigEndian(prelude.AsSpan(4)));
            if (Crc32.HashToUInt32(prelude.AsSpan(0, 8)) != BinaryPrimitives.ReadUInt32BigEndian(prelude.AsSpan(8))
                || total > LongestMessage || total < PreludeLength + headers + ChecksumLength)
                throw new InvalidDataException("The event stream is damaged.");

            var message = new byte[total];
            prelude.CopyTo(message, 0);
            await stream.ReadExactlyAsync(message.AsMemory(PreludeLength), cancellationToken);
            yield return Parse(message, (int)headers);
        }
    }

    private static EventStreamMessage Parse(byte[] message, int headersLength)
    {
        var end = message.Length - ChecksumLength;
        if (Crc32.HashToUInt32(message.AsSpan(0, end)) != BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(end)))
            throw new InvalidDataException("The event stream is damaged.");
        var headers = Headers(message.AsSpan(PreludeLength, headersLength));
        return new EventStreamMessage(
            headers.GetValueOrDefault(":message-type", "event"),
            headers.GetValueOrDefault(":event-type") ?? headers.GetValueOrDefault(":exception-type") ?? "",
            message.AsMemory(PreludeLength + headersLength, end - PreludeLength - headersLength));
    }

    private static Dictionary<string, string> Headers(ReadOnlySpan<byte> bytes)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!bytes.IsEmpty)
        {
            var name = Encoding.UTF8.GetString(bytes.Slice(1, bytes[0]));
            bytes = bytes[(1 + bytes[0])..];
            if (bytes[0] != StringHeader)
                throw new InvalidDataException("The event stream has a header that is no text.");
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
            headers[name] = Encoding.UTF8.GetString(bytes.Slice(3, length));
            bytes = bytes[(3 + length)..];
        }

        return headers;
    }
}

/// <summary>A message: an event, or an exception instead of one.</summary>
internal readonly record struct EventStreamMessage(string Kind, string Type, ReadOnlyMemory<byte> Payload);
