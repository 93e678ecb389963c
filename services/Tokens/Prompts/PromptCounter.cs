namespace Tollgate.Tokens;

/// <summary>Counts the input tokens of a chat request, by origin.</summary>
public static class PromptCounter
{
    /// <summary>
    /// Counts a request for a model. <paramref name="at"/> is when the call is made, for rules that changed while the model's name
    /// stayed; left out, the newest rules apply.
    /// </summary>
    public static PromptCount Count(string model, PromptRequest request, DateTimeOffset? at = null)
    {
        var tokenizer = TextTokens.TokenizerFor(model);
        var format = ChatFormat.For(tokenizer);
        var tally = new PromptTally(tokenizer);

        tally.AddText(TokenOrigin.System, format.Priming);
        foreach (var message in request.Messages)
            AddMessage(tally, tokenizer, format, message, at ?? DateTimeOffset.MaxValue);

        tally.Add(TokenOrigin.ToolSchema, ToolFormat.Count(tokenizer, request.Tools));
        tally.Add(TokenOrigin.ToolSchema, ToolFormat.ResponseSchema(tokenizer, request.ResponseSchemaJson));
        return tally.Finish(format, request.Messages.Count);
    }

    /// <summary>Counts messages alone.</summary>
    public static PromptCount Count(string model, IReadOnlyList<PromptMessage> messages) =>
        Count(model, new PromptRequest { Messages = messages });

    private static void AddMessage(PromptTally tally, ModelTokenizer model, ChatFormat format, PromptMessage message, DateTimeOffset at)
    {
        var tokenizer = model.Tokenizer;
        var framing = format.PerMessage + tokenizer.Count(message.Role);
        if (message.Name is { } name)
            framing += tokenizer.Count(name) + format.PerName;
        tally.AddText(message.Origin, framing);

        List<PromptText> run = [];
        foreach (var part in message.Parts)
        {
            if (part is PromptText text)
            {
                run.Add(text);
                continue;
            }

            AddText(tally, tokenizer, message.Origin, run);
            var origin = part.Origin ?? message.Origin;
            if (part is PromptImage image)
                tally.AddImage(origin, ImageTokens.Count(model.Model, image.Size, image.Detail, at));
            else if (part is PromptToolCall call)
                tally.Add(origin, ToolFormat.Call(model, call));
            else if (part is PromptAudio audio)
                tally.AddAudio(origin, AudioTokens.Count(model.Model, audio.Duration));
            else
                throw new ArgumentException($"A {part.GetType().Name} cannot be counted.", nameof(message));
        }

        AddText(tally, tokenizer, message.Origin, run);
    }

    private static void AddText(PromptTally tally, TextTokenizer tokenizer, TokenOrigin origin, List<PromptText> run)
    {
        if (run.Count == 0)
            return;

        if (run.TrueForAll(part => part.Origin == run[0].Origin))
        {
            tally.AddText(run[0].Origin ?? origin, tokenizer.Count(run.Count == 1 ? run[0].Text : string.Concat(run.Select(part => part.Text))));
            run.Clear();
            return;
        }

        // Parts of one text share tokens at their seams: count the whole, then give each token to the part it begins in.
        var (at, end) = (0, run[0].Text.Length);
        foreach (var start in tokenizer.TokenStarts(string.Concat(run.Select(part => part.Text))))
        {
            while (start >= end && at < run.Count - 1)
                end += run[++at].Text.Length;
            tally.AddText(run[at].Origin ?? origin, 1);
        }

        run.Clear();
    }
}
