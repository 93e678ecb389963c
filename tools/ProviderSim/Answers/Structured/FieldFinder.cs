using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tollgate.ProviderSim.Chat;

namespace Tollgate.ProviderSim.Answers.Structured;

/// <summary>Finds values for named fields in a prompt: after a label, by pattern, or as the sentence that speaks of the field.</summary>
internal sealed partial class FieldFinder
{
    private const int LongestLabelled = 200;

    private readonly ReadPrompt read;
    private readonly IReadOnlyList<Passage> everything;
    private readonly string text;

    public FieldFinder(ChatPrompt prompt)
    {
        read = PromptReader.Read(prompt);
        var spoken = prompt.Messages.Where(message => message.Role is not "system" and not "developer" and not "assistant");
        text = string.Join("\n", spoken.Select(message => message.Text));
        everything = [.. read.Passages, new Passage(null, "", text)];
    }

    /// <summary>The best text for a field, or null where the prompt says nothing about it.</summary>
    public string? Text(Field field)
    {
        if (Schemas.Text(field.Schema, "pattern") is { Length: > 0 } pattern)
            return Patterns.Find(text, pattern);
        if (Schemas.Text(field.Schema, "format") is { Length: > 0 } format && Formats.Find(text, format) is { } formatted)
            return formatted;
        if (Labelled(field.Name) is { } labelled)
            return labelled;

        var wanted = $"{Words(field.Name)} {field.Description} {read.Question}";
        var extract = TextAnswers.Extract(wanted, everything);
        return extract.Length > 0 ? extract : null;
    }

    public decimal? Number(Field field)
    {
        if (Labelled(field.Name) is { } labelled && Numeral().Match(labelled) is { Success: true } near)
            return Parse(near);
        return Numeral().Match(text) is { Success: true } any && Words(field.Name) is not ("confidence" or "score") ? Parse(any) : null;
    }

    public bool Truth(Field field) => Labelled(field.Name) is { } labelled
        ? !labelled.StartsWith("no", StringComparison.OrdinalIgnoreCase) && !labelled.StartsWith("false", StringComparison.OrdinalIgnoreCase)
        : Stems.Of(Words(field.Name)) is { Count: > 0 } stems && stems.All(Stems.Of(text).ToHashSet().Contains);

    /// <summary>The choice the prompt speaks of, else one picked by the seed.</summary>
    public JsonElement Choose(Field field, JsonElement choices, ulong seed)
    {
        var options = choices.EnumerateArray().ToList();
        var near = Stems.Of(Labelled(field.Name) ?? "").ToHashSet();
        var far = Stems.Of(text).ToHashSet();
        foreach (var words in (ReadOnlySpan<HashSet<ulong>>)[near, far])
        {
            var index = options.FindIndex(option => Stems.Of(Words(option.ToString())) is { Count: > 0 } stems && stems.TrueForAll(words.Contains));
            if (index >= 0)
                return options[index];
        }
        return options[(int)(seed % (ulong)options.Count)];
    }

    /// <summary>The value after the field's name and a colon, an equals sign or the word is.</summary>
    private string? Labelled(string name)
    {
        var label = Regex.Escape(Words(name)).Replace(@"\ ", @"[\s_-]*", StringComparison.Ordinal);
        var match = Regex.Match(text, $@"\b{label}\b[""'*]*\s*(?:[:=#]|\bis\b|\bwas\b)\s*[""'*]*(?<value>(?:[^\r\n;,""]|,(?=\d))+)", RegexOptions.IgnoreCase);
        if (!match.Success)
            return null;

        var value = SentenceStop().Split(match.Groups["value"].Value)[0].Trim().TrimEnd('.', '*', '\'');
        return value.Length is > 0 and <= LongestLabelled ? value : null;
    }

    /// <summary>claimNumber and claim_number become "claim number".</summary>
    private static string Words(string name) =>
        WordBreak().Replace(name, "$1 $2").Replace('_', ' ').Replace('-', ' ').Trim().ToLowerInvariant();

    private static decimal? Parse(Match match) =>
        decimal.TryParse(match.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    [GeneratedRegex(@"([\p{Ll}\d])(\p{Lu})")]
    private static partial Regex WordBreak();

    [GeneratedRegex(@"[.!?]\s")]
    private static partial Regex SentenceStop();

    [GeneratedRegex(@"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d{1,15}(?:\.\d{1,9})?")]
    private static partial Regex Numeral();
}
