namespace Tollgate.Tokens;

/// <summary>
/// OpenAI's tile formula: fit into 2048², bring the shortest side to 768, then base + tile × number of 512² tiles.
/// </summary>
/// <param name="Base">Tokens of any image; all of them at low detail.</param>
/// <param name="Tile">Tokens of one tile.</param>
internal sealed record OpenAiTiles(int Base, int Tile)
{
    private const int Fit = 2048;
    private const int Side = 512;

    /// <summary>The side that the shortest one is brought to.</summary>
    public int Shortest { get; init; } = 768;

    public TokenEstimate Count(ImageSize size, ImageDetail detail)
    {
        if (detail is ImageDetail.Low)
            return TokenEstimate.Exactly(Base);

        // The text says "scale so that the shortest side is 768", which enlarges small images; what is billed shows they are left
        // alone (768×512 costs two tiles). The bill is the likely figure, the text the one to reserve.
        var likely = Base + Tile * LikelyTiles(size);
        return new TokenEstimate(likely, Math.Max(likely, Base + Tile * EnlargedTiles(size)), isExact: true);
    }

    private long LikelyTiles(ImageSize size)
    {
        var (by, of) = (1L, 1L);
        if (size.Longest > Fit)
            (by, of) = (Fit, size.Longest);
        if (size.Shortest * by > Shortest * of)
            (by, of) = (Shortest, size.Shortest);

        // Whole pixels: 1024×1025 brought to 512 is 512×512, one tile, as the API reports.
        return Grid.Tiles(Math.Max(1, size.Width * by / of), Math.Max(1, size.Height * by / of), Side);
    }

    private long EnlargedTiles(ImageSize size) =>
        Grid.CeilDiv((long)size.Width * Shortest, Side * size.Shortest) * Grid.CeilDiv((long)size.Height * Shortest, Side * size.Shortest);
}
