using System.Text.Json;

namespace Tollgate.ProviderSim.Calls;

internal static class VectorJson
{
    /// <summary>A vector as a member.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, float[] vector)
    {
        json.WritePropertyName(name);
        Write(json, vector);
    }

    /// <summary>A vector as an array.</summary>
    public static void Write(Utf8JsonWriter json, float[] vector)
    {
        json.WriteStartArray();
        foreach (var value in vector)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }
}
