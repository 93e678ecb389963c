namespace Tollgate.Tokens;

/// <summary>
/// Tokens of function schemas, by OpenAI's published counting rule. The provider renders schemas into text of its own, so the
/// rule is a fit, not a format: outside flat schemas on the models it was published for, the result is flagged.
/// </summary>
internal static class ToolFormat
{
    private const int PropertiesStart = 3;
    private const int PerProperty = 3;
    private const int EnumStart = -3;
    private const int PerEnumItem = 3;
    private const int End = 12;

    // Around a call and around its result; how providers frame them is not published.
    private const int CallFraming = 16;

    // Anthropic puts a system prompt of its own before tools: 346 tokens on current models, 530 at most on earlier ones.
    private const int ClaudeToolPrompt = 346;
    private const int ClaudeToolPromptMost = 530;

    public static TokenEstimate Count(ModelTokenizer model, IReadOnlyList<ToolFunction> tools)
    {
        if (tools.Count == 0)
            return TokenEstimate.Exactly(0);

        var tokenizer = model.Tokenizer;
        var likely = End + tools.Sum(tool => Function(tokenizer, tool, model.Family));
        if (model.Family is ModelFamily.Gpt4 or ModelFamily.Gpt4o && tools.All(tool => tool.IsFlat))
            return TokenEstimate.Exactly(likely);

        var asSent = tools.Sum(tool => tokenizer.Count(tool.SchemaJson) + tokenizer.Count(tool.Name) + tokenizer.Count(tool.Description) + End);
        var worst = model.Scale(Math.Max(likely + likely / 2, asSent)).WorstCase;
        return model.Family is ModelFamily.Claude
            ? new TokenEstimate(likely + ClaudeToolPrompt, worst + ClaudeToolPromptMost)
            : new TokenEstimate(likely, worst);
    }

    /// <summary>A structured answer's schema travels as JSON in the prompt with a little around it; how is not published.</summary>
    public static TokenEstimate ResponseSchema(ModelTokenizer model, string? schemaJson)
    {
        if (string.IsNullOrEmpty(schemaJson))
            return TokenEstimate.Exactly(0);

        var likely = model.Tokenizer.Count(schemaJson) + End;
        return new TokenEstimate(likely, model.Scale(likely + likely / 2).WorstCase);
    }

    /// <summary>A call in the conversation is at least its name and its arguments.</summary>
    public static TokenEstimate Call(ModelTokenizer model, PromptToolCall call)
    {
        var likely = model.Tokenizer.Count(call.Name) + model.Tokenizer.Count(call.Arguments);
        return new TokenEstimate(likely, model.Scale(likely + likely / 2).WorstCase + CallFraming);
    }

    private static long Function(TextTokenizer tokenizer, ToolFunction tool, ModelFamily family)
    {
        var start = family is ModelFamily.Gpt4 ? 10 : 7;
        return start + tokenizer.Count($"{tool.Name}:{Clause(tool.Description)}") + Properties(tokenizer, tool.Properties);
    }

    private static long Properties(TextTokenizer tokenizer, IReadOnlyList<ToolProperty> properties) =>
        properties.Count == 0 ? 0 : PropertiesStart + properties.Sum(property => Property(tokenizer, property));

    private static long Property(TextTokenizer tokenizer, ToolProperty property)
    {
        long tokens = PerProperty + tokenizer.Count($"{property.Name}:{property.Type}:{Clause(property.Description)}");
        if (property.Enum.Count > 0)
            tokens += EnumStart + property.Enum.Sum(item => PerEnumItem + tokenizer.Count(item));

        return tokens + Properties(tokenizer, property.Properties);
    }

    private static string Clause(string description) => description.EndsWith('.') ? description[..^1] : description;
}
