using System.Buffers;
using System.Buffers.Text;

namespace Tollgate.ProviderSim.Ledger;

/// <summary>A line of the ledger file: sixteen hex digits of checksum, a space, one JSON object, a line feed.</summary>
internal static class LedgerLine
{
    private const int PrefixLength = 17;

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> payload)
    {
        var span = output.GetSpan(PrefixLength + payload.Length + 1);
        Utf8Formatter.TryFormat(StableHash.Of(payload), span, out _, new StandardFormat('x', 16));
        span[PrefixLength - 1] = (byte)' ';
        payload.CopyTo(span[PrefixLength..]);
        span[PrefixLength + payload.Length] = (byte)'\n';
        output.Advance(PrefixLength + payload.Length + 1);
    }

    /// <summary>The JSON of a line without its line feed; false where the line is torn or altered.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> payload)
    {
        payload = line.Length > PrefixLength ? line[PrefixLength..] : default;
        return !payload.IsEmpty
            && line[PrefixLength - 1] == ' '
            && Utf8Parser.TryParse(line[..(PrefixLength - 1)], out ulong checksum, out var used, 'x')
            && used == PrefixLength - 1
            && checksum == StableHash.Of(payload);
    }
}
