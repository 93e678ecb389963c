using System.Globalization;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Inference.Reconciliation;

/// <summary>Ids of entries that stand for calls of nobody: a function of the bucket, so that two replicas mean the same entry.</summary>
internal static class UnattributedIds
{
    public static Guid Of(string endpoint, string operation, string model, DateTimeOffset minute)
    {
        var name = EventIds.From($"{endpoint}/{operation}/{model}", minute.ToString("O", CultureInfo.InvariantCulture));
        Span<byte> named = stackalloc byte[16];
        Span<byte> id = stackalloc byte[16];
        name.TryWriteBytes(named, bigEndian: true, out _);
        Guid.CreateVersion7(minute).TryWriteBytes(id, bigEndian: true, out _);

        // The time of a UUIDv7, which the ledger files entries by; the rest by name.
        named[6..].CopyTo(id[6..]);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        return new Guid(id, bigEndian: true);
    }
}
