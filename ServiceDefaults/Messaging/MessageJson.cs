using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tollgate.Contracts.Common.V1;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>How events look on the wire: camel case, enums by name, nothing for null.</summary>
public static class MessageJson
{
    /// <summary>The options, also used by the bus.</summary>
    public static JsonSerializerOptions Options { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>
    /// As messages between the services are written: of counts only those that are not zero. Most are, absent means zero, and written out
    /// they would be a third of a batch.
    /// </summary>
    internal static JsonSerializerOptions Compact { get; } = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OmitZeroCounts } },
    });

    internal static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter());
        return options;
    }

    private static void OmitZeroCounts(JsonTypeInfo type)
    {
        if (type.Type != typeof(TokenCounts) && type.Type != typeof(OriginCounts))
            return;
        foreach (var property in type.Properties)
            property.ShouldSerialize = static (_, value) => value is not 0L;
    }
}
