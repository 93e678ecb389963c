using System.Buffers.Binary;

namespace Tollgate.Tokens;

/// <summary>Reads an image's size from its first bytes, without decoding it. What it makes of broken data is "no size", never an error.</summary>
public static class ImageHeader
{
    /// <summary>The size; null when the data is none of PNG, JPEG, GIF or WebP, or is cut short.</summary>
    public static ImageSize? ReadSize(ReadOnlySpan<byte> data)
    {
        var (width, height) = data switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] when data.Length >= 24 =>
                (BinaryPrimitives.ReadInt32BigEndian(data[16..]), BinaryPrimitives.ReadInt32BigEndian(data[20..])),
            [(byte)'G', (byte)'I', (byte)'F', ..] when data.Length >= 10 =>
                (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]), BinaryPrimitives.ReadUInt16LittleEndian(data[8..])),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] when data.Length >= 30 => WebP(data),
            [0xFF, 0xD8, ..] => Jpeg(data),
            _ => (0, 0),
        };
        return width is >= 1 and <= ImageSize.MaxSide && height is >= 1 and <= ImageSize.MaxSide ? new ImageSize(width, height) : null;
    }

    private static (int Width, int Height) WebP(ReadOnlySpan<byte> data) => data[12..16] switch
    {
        [(byte)'V', (byte)'P', (byte)'8', (byte)' '] =>
            (BinaryPrimitives.ReadUInt16LittleEndian(data[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[28..]) & 0x3FFF),
        [(byte)'V', (byte)'P', (byte)'8', (byte)'L'] => Lossless(BinaryPrimitives.ReadUInt32LittleEndian(data[21..])),
        [(byte)'V', (byte)'P', (byte)'8', (byte)'X'] => (1 + UInt24(data[24..]), 1 + UInt24(data[27..])),
        _ => (0, 0),
    };

    private static (int Width, int Height) Lossless(uint bits) => (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));

    private static int UInt24(ReadOnlySpan<byte> data) => data[0] | (data[1] << 8) | (data[2] << 16);

    private static (int Width, int Height) Jpeg(ReadOnlySpan<byte> data)
    {
        // Walks the segments to the start of frame, which holds the size.
        for (var at = 2; at + 9 < data.Length && data[at] == 0xFF;)
        {
            var marker = data[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(data[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(data[(at + 5)..]));
            at += marker is 0xFF or 0x01 or (>= 0xD0 and <= 0xD8) ? 1 + (marker == 0xFF ? 0 : 1) : 2 + BinaryPrimitives.ReadUInt16BigEndian(data[(at + 2)..]);
        }

        return (0, 0);
    }
}
