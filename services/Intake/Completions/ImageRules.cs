using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.Tokens;

namespace Tollgate.Intake.Completions;

/// <summary>What an image must be: a known type, within the size limit, and really of that type by its first bytes.</summary>
internal static class ImageRules
{
    private const int MaxImageBytes = 20 * 1024 * 1024;

    public static void Check(ImagePart image, string field, Validation validation)
    {
        validation.Require(image.Detail is "" or "low" or "high" or "auto", $"{field}.detail", "must be \"low\", \"high\" or \"auto\"");
        if (!validation.Require(image.Data.Length > 0, $"{field}.data", "must not be empty")
            || !validation.Require(image.Data.Length <= MaxImageBytes, $"{field}.data", "must be at most 20 MiB")
            || !validation.Require(
                image.MediaType is "image/png" or "image/jpeg" or "image/webp" or "image/gif",
                $"{field}.media_type", "must be \"image/png\", \"image/jpeg\", \"image/webp\" or \"image/gif\""))
            return;
        validation.Require(
            StartsAs(image.MediaType, image.Data.Span) && ImageHeader.ReadSize(image.Data.Span) is not null,
            $"{field}.data", "is not an image of the stated media type");
    }

    private static bool StartsAs(string mediaType, ReadOnlySpan<byte> data) => mediaType switch
    {
        "image/png" => data.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]),
        "image/jpeg" => data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]),
        "image/gif" => data.StartsWith("GIF87a"u8) || data.StartsWith("GIF89a"u8),
        _ => data.Length >= 12 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8),
    };
}
