using System.Globalization;
using System.Text.Json;
using Tollgate.Testing;

namespace Tollgate.Billing.Tests.Plans.ChargeModels;

/// <summary>Files of published pricing examples, read when the tests run: whatever rows they hold.</summary>
internal static class VectorFile
{
    /// <summary>Every row of every file of a name, such as <c>pricing_vectors_*.json</c>, with its id.</summary>
    public static TheoryData<string, string> Rows(string pattern)
    {
        var rows = new TheoryData<string, string>();
        foreach (var file in Files(pattern))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var row in document.RootElement.EnumerateArray())
                rows.Add(row.GetProperty("id").GetString()!, row.GetRawText());
        }

        if (!rows.Any())
            rows.Add("missing", "{}");

        return rows;
    }

    /// <summary>Skips the test where the data is missing.</summary>
    public static void Require() => SharedData.Path("billing");

    // Rows are listed before a test runs, where nothing can be skipped yet: one row without content stands for what is missing.
    private static IEnumerable<string> Files(string pattern)
    {
        try
        {
            return Directory.EnumerateFiles(SharedData.Path("billing"), pattern).Order(StringComparer.Ordinal);
        }
        catch (SkipException)
        {
            return [];
        }
    }

    /// <summary>A number, written as a number or as a string; null when it is absent, null or empty.</summary>
    public static decimal? Number(this JsonElement element, params string[] names)
    {
        foreach (var name in names)
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null)
                return Number(value);
        }

        return null;
    }

    /// <summary>A number, written as a number or as a string.</summary>
    public static decimal Number(JsonElement value) => decimal.Parse(
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Text; empty when it is absent or null.</summary>
    public static string Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
