using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tollgate.Intake.Cache;

/// <summary>A hash over fields, each with its length in front: no two different lists of fields look alike.</summary>
internal sealed class FieldHash : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(string text) => Add(MemoryMarshal.AsBytes(text.AsSpan()));

    public void Add(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add((long)bytes.Length);
        hash.AppendData(bytes);
    }

    public void Finish(Span<byte> destination) => hash.GetHashAndReset(destination);

    public void Dispose() => hash.Dispose();
}
