using Google.Protobuf;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.OpenAi;

/// <summary>
/// Reads images out of data URLs. Only what the caller sends itself: fetching an address on a caller's behalf would let it look around in our network.
/// </summary>
internal static class ImageUrls
{
    /// <summary>The image at a field of these; null, and noted, when it is none.</summary>
    public static ContentPart? Read(JsonFields fields, string name, string detail)
    {
        var read = TryRead(fields.Text(name), out var mediaType, out var data);
        return fields.Is(read, name, "must be a data URL with base64 content (data:image/png;base64,...); images are not fetched from addresses")
            ? new ContentPart { Image = new ImagePart { MediaType = mediaType, Data = data, Detail = detail } }
            : null;
    }

    private static bool TryRead(string url, out string mediaType, out ByteString data)
    {
        const string scheme = "data:";
        const string marker = ";base64,";
        (mediaType, data) = ("", ByteString.Empty);
        var at = url.IndexOf(marker, StringComparison.OrdinalIgnoreCase);
        if (at < 0 || !url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return false;

        var text = url.AsSpan(at + marker.Length);
        var bytes = new byte[((text.Length + 3) / 4) * 3];
        if (!Convert.TryFromBase64Chars(text, bytes, out var length))
            return false;
        mediaType = url[scheme.Length..at].ToLowerInvariant();
        data = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(0, length));
        return true;
    }
}
