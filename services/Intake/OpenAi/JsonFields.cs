using System.Text.Json;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary>Reads the fields of a JSON object, noting each that is not of the kind it must be. Absent and null are the same.</summary>
internal readonly struct JsonFields(JsonElement element, string prefix, Validation validation)
{
    public string Path(string name) => prefix + name;

    public JsonElement? Find(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string Text(string name) => Find(name) is not { } value ? ""
        : Is(value.ValueKind == JsonValueKind.String, name, "must be a string") ? value.GetString()! : "";

    public bool Flag(string name) => Find(name) is { } value
        && Is(value.ValueKind is JsonValueKind.True or JsonValueKind.False, name, "must be true or false") && value.GetBoolean();

    public int? Integer(string name) => Find(name) is not { } value ? null
        : Is(value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _), name, "must be an integer") ? value.GetInt32() : null;

    public long? Long(string name) => Find(name) is not { } value ? null
        : Is(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _), name, "must be an integer") ? value.GetInt64() : null;

    public double? Number(string name) => Find(name) is not { } value ? null
        : Is(value.ValueKind == JsonValueKind.Number, name, "must be a number") ? value.GetDouble() : null;

    public JsonFields? Object(string name) => Find(name) is not { } value ? null
        : Is(value.ValueKind == JsonValueKind.Object, name, "must be an object") ? new JsonFields(value, $"{Path(name)}.", validation) : null;

    /// <summary>The objects of an array; what is none is noted and left out.</summary>
    public IEnumerable<JsonFields> Objects(string name)
    {
        var read = new List<JsonFields>();
        if (Find(name) is not { } list || !Is(list.ValueKind == JsonValueKind.Array, name, "must be an array"))
            return read;
        var i = 0;
        foreach (var item in list.EnumerateArray())
        {
            var path = $"{name}[{i++}]";
            if (Is(item.ValueKind == JsonValueKind.Object, path, "must be an object"))
                read.Add(new JsonFields(item, $"{Path(path)}.", validation));
        }

        return read;
    }

    /// <summary>The strings of an array, or the one string that stands for it.</summary>
    public IEnumerable<string> Texts(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } many when many.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            many.EnumerateArray().Select(item => item.GetString()!),
        _ => Is(false, name, "must be a string or an array of strings") ? [] : [],
    };

    /// <summary>Whether the field is one of these texts.</summary>
    public bool IsText(string name, params ReadOnlySpan<string> texts) =>
        Find(name) is { ValueKind: JsonValueKind.String } value && texts.Contains(value.GetString());

    /// <summary>Notes every other field that is set: to pass over what we do not know could change what is meant.</summary>
    public void RefuseAllBut(ReadOnlySpan<string> known)
    {
        foreach (var field in element.EnumerateObject())
            Is(field.Value.ValueKind == JsonValueKind.Null || known.Contains(field.Name), field.Name, "is not supported");
    }

    public bool Is(bool condition, string name, string description) => validation.Require(condition, Path(name), description);
}
