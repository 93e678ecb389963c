namespace Tollgate.Tokens;

/// <summary>How faithfully an image model keeps its input.</summary>
public enum ImageFidelity
{
    /// <summary>The default.</summary>
    Low,

    /// <summary>Adds thousands of tokens an image.</summary>
    High,
}

/// <summary>Quality of a generated image.</summary>
public enum ImageQuality
{
    /// <summary>The provider decides; reserved as high.</summary>
    Auto,

    /// <summary>Draft.</summary>
    Low,

    /// <summary>Medium.</summary>
    Medium,

    /// <summary>Best.</summary>
    High,
}

/// <summary>Shape of a generated image.</summary>
public enum ImageShape
{
    /// <summary>1024×1024.</summary>
    Square,

    /// <summary>1024×1536.</summary>
    Portrait,

    /// <summary>1536×1024.</summary>
    Landscape,
}

/// <summary>Image tokens of the gpt-image models, in and out.</summary>
public static class GptImages
{
    // Edits carry about this many undocumented text tokens.
    private const int EditText = 32;

    private static readonly OpenAiTiles Tiles = new(Base: 65, Tile: 129) { Shortest = 512 };

    private static readonly int[,] Outputs = { { 272, 408, 400 }, { 1056, 1584, 1568 }, { 4160, 6240, 6208 } };

    /// <summary>Tokens of an input image.</summary>
    public static TokenEstimate Input(ImageSize size, ImageFidelity fidelity)
    {
        var extra = fidelity is ImageFidelity.Low ? 0 : size.Width == size.Height ? 4160 : 6240;
        var tiles = Tiles.Count(size, ImageDetail.High);
        return new TokenEstimate(tiles.Likely + extra, tiles.WorstCase + extra + EditText);
    }

    /// <summary>Tokens of a generated image.</summary>
    public static TokenEstimate Output(ImageQuality quality, ImageShape shape) => quality is ImageQuality.Auto
        ? new TokenEstimate(Outputs[1, (int)shape], Outputs[2, (int)shape])
        : TokenEstimate.Exactly(Outputs[(int)quality - 1, (int)shape]);
}
