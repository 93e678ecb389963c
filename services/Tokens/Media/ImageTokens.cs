namespace Tollgate.Tokens;

/// <summary>Image tokens by model and date.</summary>
public static class ImageTokens
{
    /// <summary>
    /// Tokens of one image in a prompt. <paramref name="at"/> is when the call is made: rules change while names stay.
    /// </summary>
    public static TokenEstimate Count(string model, ImageSize size, ImageDetail detail, DateTimeOffset at)
    {
        var family = ModelFamilies.Of(model);
        var name = ModelFamilies.BareName(model);
        return family switch
        {
            ModelFamily.Claude => ClaudeImages.Count(model, size, at),
            ModelFamily.Gemini => GeminiImages.Count(name, size),
            ModelFamily.Gpt4 or ModelFamily.Gpt4o or ModelFamily.Gpt41 or ModelFamily.Gpt5 or ModelFamily.OpenAiReasoning
                or ModelFamily.GptImage => OpenAiImages.Count(name, family, size, detail),
            _ => Unknown(size),
        };
    }

    /// <summary>No published rule: the commonest formula is the guess, the finest grid without a cap the reserve.</summary>
    private static TokenEstimate Unknown(ImageSize size)
    {
        var guess = OpenAiImages.Count("gpt-4o", ModelFamily.Gpt4o, size, ImageDetail.High);
        return new TokenEstimate(guess.Likely, Math.Max(guess.WorstCase, Grid.Tiles(size.Width, size.Height, 28)));
    }
}
