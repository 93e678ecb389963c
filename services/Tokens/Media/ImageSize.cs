namespace Tollgate.Tokens;

/// <summary>An image's size in pixels.</summary>
public readonly record struct ImageSize
{
    /// <summary>Longest side accepted; no provider takes more, and the formulas stay far from overflow.</summary>
    public const int MaxSide = 100_000;

    /// <summary>Makes a size; both sides are at least one pixel.</summary>
    public ImageSize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        (Width, Height) = (width, height);
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    internal long Longest => Math.Max(Width, Height);

    internal long Shortest => Math.Min(Width, Height);
}

/// <summary>How closely the model should look.</summary>
public enum ImageDetail
{
    /// <summary>The provider decides; counted as high.</summary>
    Auto,

    /// <summary>One coarse look, a fixed number of tokens on tile models.</summary>
    Low,

    /// <summary>All tiles.</summary>
    High,
}
