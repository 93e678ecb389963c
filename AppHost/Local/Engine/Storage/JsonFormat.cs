using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.AppHost.Local;

internal static class JsonFormat
{
    public static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
