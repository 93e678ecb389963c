using System.Buffers.Text;
using System.Text;

namespace Tollgate.ProviderSim.Images;

/// <summary>An image sent inside the request, as <c>data:image/png;base64,...</c>.</summary>
internal static class DataUrl
{
    public static Picture? Read(string url, string? detail)
    {
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (!url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) || comma < 0
            || !url.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
            return null;

        var encoded = Encoding.UTF8.GetBytes(url[(comma + 1)..]);
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
        if (Base64.DecodeFromUtf8(encoded, bytes, out _, out var length) != System.Buffers.OperationStatus.Done)
            return null;

        return ImageHeader.Read(bytes.AsSpan(0, length)) is { } size
            ? new Picture(size.Width, size.Height, detail is "low", StableHash.Of(encoded))
            : null;
    }
}
