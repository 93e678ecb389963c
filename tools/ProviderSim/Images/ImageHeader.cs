using System.Buffers.Binary;

namespace Tollgate.ProviderSim.Images;

/// <summary>Reads width and height from the first bytes of a PNG or JPEG, without decoding it.</summary>
internal static class ImageHeader
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static (int Width, int Height)? Read(ReadOnlySpan<byte> bytes)
    {
        var size = bytes.StartsWith(PngSignature) ? ReadPng(bytes)
            : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? ReadJpeg(bytes)
            : null;
        return size is { Width: > 0 and <= 65_535, Height: > 0 and <= 65_535 } ? size : null;
    }

    private static (int Width, int Height)? ReadPng(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 24 && bytes[12..16].SequenceEqual("IHDR"u8)
            ? (BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]))
            : null;

    private static (int Width, int Height)? ReadJpeg(ReadOnlySpan<byte> bytes)
    {
        for (var i = 2; i + 9 < bytes.Length;)
        {
            if (bytes[i] != 0xFF)
                return null;

            var marker = bytes[i + 1];
            if (marker is 0xFF or (>= 0xD0 and <= 0xD8) or 0x01)
            {
                i += marker == 0xFF ? 1 : 2;
                continue;
            }
            if (IsStartOfFrame(marker))
                return (BinaryPrimitives.ReadUInt16BigEndian(bytes[(i + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(i + 5)..]));

            i += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(i + 2)..]);
        }
        return null;
    }

    // C4, C8 and CC lie in the range but define tables.
    private static bool IsStartOfFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
}
