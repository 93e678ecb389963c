using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>How events look on the wire: camel case, enums by name, nothing for null.</summary>
public static class MessageJson
{
    /// <summary>The options, also used by the bus.</summary>
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    internal static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter());
        return options;
    }
}
