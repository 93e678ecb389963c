using System.Collections.Frozen;
using System.Text.Json;

namespace Tollgate.Privacy.Quality;

/// <summary>
/// Reads labelled texts, a JSON object a line, in the two shapes that Presidio's data come in: whole texts with spans
/// (<c>text</c>, <c>spans</c>), and vectors of one recognizer (<c>text</c>, <c>entities</c>, what is expected).
/// </summary>
public static class LabelledTexts
{
    private static readonly DetectionOptions Everything = new(PersonalDataKinds.All);

    /// <summary>The texts of a file. Vectors of kinds that are not looked for at all are left out.</summary>
    public static IEnumerable<LabelledText> Read(string path)
    {
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            using var row = JsonDocument.Parse(line);
            if (row.RootElement.TryGetProperty("spans", out var spans))
                yield return OfSpans(row.RootElement, spans);
            else if (OfVector(row.RootElement) is { } vector)
                yield return vector;
        }
    }

    private static LabelledText OfSpans(JsonElement row, JsonElement spans)
    {
        var text = row.GetProperty("text").GetString()!;
        var places = PersonalDataKinds.All.ToDictionary(kind => kind, _ => new List<(int, int)>());
        foreach (var span in spans.EnumerateArray())
        {
            if (PersonalDataKinds.TryParse(span.GetProperty("type").GetString()!, out var kind))
                places[kind].Add((Utf16(text, span.GetProperty("start").GetInt32()), Utf16(text, span.GetProperty("end").GetInt32())));
        }

        return new(text, Everything, places.ToFrozenDictionary(entry => entry.Key, entry => new Label(entry.Value.Count, entry.Value)));
    }

    /// <summary>A vector runs its recognizer alone and takes whatever has the form; a strict one only what its check digit proves.</summary>
    private static LabelledText? OfVector(JsonElement row)
    {
        var entities = row.GetProperty("entities");
        var name = entities.ValueKind == JsonValueKind.Array ? entities[0].GetString()! : "PHONE_NUMBER";
        if (!PersonalDataKinds.TryParse(name, out var kind) || ExpectedOf(row) is not { } label)
            return null;
        var strict = row.GetProperty("test").GetString()!.Contains("strict", StringComparison.Ordinal);
        return new(
            row.GetProperty("text").GetString()!,
            new DetectionOptions(new HashSet<PersonalDataKind> { kind }, strict ? Confidence.Likely : Confidence.Possible),
            new Dictionary<PersonalDataKind, Label> { [kind] = label });
    }

    private static Label? ExpectedOf(JsonElement row)
    {
        var text = row.GetProperty("text").GetString()!;
        var expected = row.GetProperty("expected");
        var positions = expected.ValueKind == JsonValueKind.Array ? expected : row.GetProperty("expected_positions");
        var count = row.GetProperty("expected_len");
        if (positions.ValueKind == JsonValueKind.Array && (positions.GetArrayLength() > 0 || count.ValueKind != JsonValueKind.Number || count.GetInt32() == 0))
        {
            var places = positions.EnumerateArray().Select(place => (Utf16(text, place[0].GetInt32()), Utf16(text, place[1].GetInt32()))).ToList();
            return new Label(places.Count, places);
        }

        return count.ValueKind == JsonValueKind.Number ? new Label(count.GetInt32(), null) : expected.ValueKind switch
        {
            JsonValueKind.True => new Label(1, [(0, text.Length)]),
            JsonValueKind.False => new Label(0, []),
            _ => null,
        };
    }

    // Their positions count code points.
    private static int Utf16(string text, int codePoints)
    {
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (codePoints-- == 0)
                break;
            index += rune.Utf16SequenceLength;
        }

        return index;
    }
}
