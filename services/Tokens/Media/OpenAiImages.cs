namespace Tollgate.Tokens;

/// <summary>Which OpenAI model counts images by which formula.</summary>
internal static class OpenAiImages
{
    private static readonly OpenAiTiles Gpt4o = new(Base: 85, Tile: 170);
    private static readonly OpenAiTiles Gpt4oMini = new(Base: 2833, Tile: 5667);
    private static readonly OpenAiTiles Reasoning = new(Base: 75, Tile: 150);
    private static readonly OpenAiTiles ComputerUse = new(Base: 65, Tile: 129);
    private static readonly OpenAiTiles Gpt5 = new(Base: 70, Tile: 140);

    private static readonly OpenAiPatches Mini = new(Multiplier: 1.62m);
    private static readonly OpenAiPatches Nano = new(Multiplier: 2.46m);
    private static readonly OpenAiPatches O4Mini = new(Multiplier: 1.72m);

    // From gpt-5.4 on: 1.2 and larger caps, by report only; reserved at what the size before it is documented with.
    private static readonly OpenAiPatches Later = new(Multiplier: 1.2m) { IsCapKnown = false };
    private static readonly OpenAiPatches LaterMini = Later with { ReservedMultiplier = 1.62m };
    private static readonly OpenAiPatches LaterNano = Later with { ReservedMultiplier = 2.46m };

    public static TokenEstimate Count(string name, ModelFamily family, ImageSize size, ImageDetail detail) => family switch
    {
        ModelFamily.GptImage => GptImages.Input(size, fidelity: ImageFidelity.Low),
        ModelFamily.OpenAiReasoning when name.StartsWith("o4-mini", StringComparison.Ordinal) => O4Mini.Count(size),
        ModelFamily.OpenAiReasoning => Reasoning.Count(size, detail),
        ModelFamily.Gpt41 or ModelFamily.Gpt5 when name.Contains("-nano", StringComparison.Ordinal) => (IsLater(name) ? LaterNano : Nano).Count(size),
        ModelFamily.Gpt41 or ModelFamily.Gpt5 when name.Contains("-mini", StringComparison.Ordinal) => (IsLater(name) ? LaterMini : Mini).Count(size),
        ModelFamily.Gpt5 when IsLater(name) => Later.Count(size),
        ModelFamily.Gpt5 => Gpt5.Count(size, detail),
        _ when name.StartsWith("gpt-4o-mini", StringComparison.Ordinal) => Gpt4oMini.Count(size, detail),
        _ when name.StartsWith("computer-use", StringComparison.Ordinal) => ComputerUse.Count(size, detail),
        _ => Gpt4o.Count(size, detail),
    };

    private static bool IsLater(string name) =>
        name.StartsWith("gpt-6", StringComparison.Ordinal)
        || (name.StartsWith("gpt-5.", StringComparison.Ordinal) && name.Length > 6 && name[6] is >= '4' and <= '9');
}
