using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Images;

/// <summary>Image tokens by the providers' published rules.</summary>
internal static class ImageTokens
{
    private const int TileLongSide = 2048, TileShortSide = 768, TileEdge = 512;
    private const int PatchEdge = 32, MaxPatches = 1536;
    private const int MaxArea = 1568 * 1568;

    // 33.0000001 patches are 33: without this, a side that divides evenly gains a patch in floating point.
    private const double Epsilon = 1e-6;

    public static int Of(ImageBilling? billing, Picture image) => billing?.Rule switch
    {
        ImageRule.Tile => Tiles(billing, image),
        ImageRule.Patch => (int)Math.Round(Patches(image.Width, image.Height) * billing.Multiplier, MidpointRounding.ToEven),
        ImageRule.Area => Ceiling(Math.Min(Math.BigMul(image.Width, image.Height), MaxArea) / (double)billing.Divisor),
        ImageRule.Crop => Crops(image) * billing.Tile,
        _ => 0,
    };

    private static int Tiles(ImageBilling billing, Picture image)
    {
        if (image.LowDetail)
            return billing.Base;

        double width = image.Width, height = image.Height;
        Shrink(ref width, ref height, TileLongSide / Math.Max(width, height));
        Shrink(ref width, ref height, TileShortSide / Math.Min(width, height));
        return billing.Base + (billing.Tile * Ceiling(width / TileEdge) * Ceiling(height / TileEdge));
    }

    // Small images are billed as they are; nothing is scaled up.
    private static void Shrink(ref double width, ref double height, double factor)
    {
        if (factor >= 1)
            return;
        width *= factor;
        height *= factor;
    }

    internal static int Patches(int width, int height)
    {
        var raw = (long)Ceiling(width / (double)PatchEdge) * Ceiling(height / (double)PatchEdge);
        if (raw <= MaxPatches)
            return (int)raw;

        var ratio = Math.Sqrt((double)PatchEdge * PatchEdge * MaxPatches / ((double)width * height));
        double across = width * ratio / PatchEdge, down = height * ratio / PatchEdge;
        ratio *= Math.Min(Floor(across) / across, Floor(down) / down);
        return Ceiling(width * ratio / PatchEdge) * Ceiling(height * ratio / PatchEdge);
    }

    private static int Crops(Picture image)
    {
        if (image is { Width: <= 384, Height: <= 384 })
            return 1;

        var unit = Math.Max(1, Math.Min(image.Width, image.Height) * 2 / 3);
        return Ceiling(image.Width / (double)unit) * Ceiling(image.Height / (double)unit);
    }

    private static int Ceiling(double value) => (int)Math.Ceiling(value - Epsilon);

    private static double Floor(double value) => Math.Max(1, Math.Floor(value + Epsilon));
}
