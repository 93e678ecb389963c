using System.Globalization;
using System.Text.Json;

namespace Tollgate.Tokens;

/// <summary>Reads properties of one JSON object, noting each mistake with its path instead of throwing at the first.</summary>
internal sealed class JsonNodeReader(JsonElement element, string path, List<PriceBookError> errors)
{
    private static readonly string[] InstantFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public int ErrorCount => errors.Count;

    public void Fail(PriceBookErrorCode code, string name, string message) => errors.Add(new(code, $"{path}.{name}", message));

    public void Allow(params ReadOnlySpan<string> names)
    {
        foreach (var name in Names())
        {
            if (!names.Contains(name))
                Fail(PriceBookErrorCode.UnknownProperty, name, "The property is not part of the format.");
        }
    }

    public IEnumerable<string> Names()
    {
        if (element.ValueKind is JsonValueKind.Object)
            return [.. element.EnumerateObject().Select(property => property.Name)];

        errors.Add(new(PriceBookErrorCode.Malformed, path, "It is not an object."));
        return [];
    }

    public string? Text(string name, bool required = false)
    {
        if (Get(name, required) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.String)
            return value.GetString();

        Fail(PriceBookErrorCode.Malformed, name, "It is not a text.");
        return null;
    }

    public IReadOnlyList<string> Texts(string name) => [.. Array(name, required: false)
        .Where((item, i) => Expect(item.ValueKind is JsonValueKind.String, $"{name}[{i}]", "It is not a text."))
        .Select(item => item.GetString()!)];

    public IReadOnlyList<JsonNodeReader> Items(string name, bool required = false) =>
        [.. Array(name, required).Select((item, i) => new JsonNodeReader(item, $"{path}.{name}[{i}]", errors))];

    public JsonNodeReader? Child(string name) =>
        Get(name, required: false) is { } value ? new JsonNodeReader(value, $"{path}.{name}", errors) : null;

    public decimal? Number(string name)
    {
        if (Get(name, required: false) is not { } value)
            return null;

        // Only plain decimals: an exponent such as 2.5e-06 is a price per token, a million times off in this format.
        if (value.ValueKind is JsonValueKind.Number
            && decimal.TryParse(value.GetRawText(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;

        Fail(PriceBookErrorCode.Malformed, name, "It is not a plain decimal number.");
        return null;
    }

    public long? Count(string name, bool required)
    {
        if (Get(name, required) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var count))
            return count;

        Fail(PriceBookErrorCode.Malformed, name, "It is not a whole number.");
        return null;
    }

    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (DateTimeOffset.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            return instant.ToUniversalTime();

        Fail(PriceBookErrorCode.Malformed, name, "It is neither a date (midnight UTC) nor an instant with its offset.");
        return null;
    }

    private JsonElement[] Array(string name, bool required)
    {
        if (Get(name, required) is not { } value)
            return [];

        return Expect(value.ValueKind is JsonValueKind.Array, name, "It is not a list.") ? [.. value.EnumerateArray()] : [];
    }

    private bool Expect(bool holds, string name, string message)
    {
        if (!holds)
            Fail(PriceBookErrorCode.Malformed, name, message);
        return holds;
    }

    private JsonElement? Get(string name, bool required)
    {
        if (element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null)
            return value;
        if (required)
            Fail(PriceBookErrorCode.Missing, name, "It is required.");
        return null;
    }
}
