using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.ProviderSim.Chat;

namespace Tollgate.ProviderSim.Answers.Structured;

/// <summary>Answers that are JSON: conforming to a schema, or any object.</summary>
internal static class JsonAnswers
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ForSchema(JsonElement? schema, ChatPrompt prompt, ulong seed) =>
        schema is { } root ? Build(json => new SchemaFiller(root, new FieldFinder(prompt), seed).Write(json)) : "{}";

    public static Draft Wrap(Draft draft) => draft with
    {
        Text = Build(json =>
        {
            json.WriteStartObject();
            json.WriteString("answer", draft.Text);
            json.WriteBoolean("certain", draft.MeanLogprob > -1);
            json.WriteEndObject();
        }),
    };

    private static string Build(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
