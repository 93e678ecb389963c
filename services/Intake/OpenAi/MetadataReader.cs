using System.Text.Json;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.OpenAi;

/// <summary>Reads labels for reports.</summary>
internal static class MetadataReader
{
    public static void Read(JsonFields fields, CompleteRequest request)
    {
        if (fields.Find("metadata") is not { } metadata
            || !fields.Is(metadata.ValueKind == JsonValueKind.Object, "metadata", "must be an object"))
            return;
        foreach (var entry in metadata.EnumerateObject())
        {
            if (fields.Is(entry.Value.ValueKind == JsonValueKind.String, "metadata", "values must be strings"))
                request.Metadata[entry.Name] = entry.Value.GetString();
        }
    }
}
