using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tollgate.Privacy.Policies;

/// <summary>
/// Placeholders such as <c>[EMAIL_ADDRESS_1]</c> and what they stand for. Lives as long as its request, in memory: the same request under the
/// same policy makes the same placeholders again, so none of it has to be kept.
/// </summary>
public sealed partial class Pseudonyms
{
    /// <summary>No placeholder is longer.</summary>
    public const int MaxLength = 40;

    private readonly Dictionary<(PersonalDataKind, string), string> byValue = [];
    private readonly Dictionary<string, string> byPlaceholder = new(StringComparer.Ordinal);
    private readonly Dictionary<PersonalDataKind, int> last = [];
    private readonly FrozenSet<string> taken;

    /// <param name="texts">Where they are going to stand. What already looks like a placeholder there is left to mean itself.</param>
    public Pseudonyms(IEnumerable<string> texts) =>
        taken = texts.Where(text => text.Contains('[', StringComparison.Ordinal)).SelectMany(text => Placeholder().Matches(text)).Select(match => match.Value).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>There is something to turn back.</summary>
    public bool Any => byPlaceholder.Count > 0;

    /// <summary>The placeholder of a value; equal values have the same.</summary>
    public string For(PersonalDataKind kind, string value)
    {
        if (byValue.TryGetValue((kind, value), out var known))
            return known;
        string placeholder;
        do
        {
            last[kind] = last.GetValueOrDefault(kind) + 1;
            placeholder = $"[{PersonalDataKinds.NameOf(kind)}_{last[kind]}]";
        }
        while (taken.Contains(placeholder));

        byValue.Add((kind, value), placeholder);
        byPlaceholder.Add(placeholder, value);
        return placeholder;
    }

    /// <summary>The text with its placeholders turned back.</summary>
    /// <param name="text">Text, or JSON.</param>
    /// <param name="isJson">Values go into strings of JSON, and are escaped for it.</param>
    public string Restore(string text, bool isJson = false)
    {
        if (!Any || !text.Contains('[', StringComparison.Ordinal))
            return text;
        return Placeholder().Replace(text, match => byPlaceholder.TryGetValue(match.Value, out var value) ? isJson ? Escape(value) : value : match.Value);
    }

    private static string Escape(string value) => JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    [GeneratedRegex(@"\[[A-Z][A-Z_]{1,28}_[0-9]{1,7}\]", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
