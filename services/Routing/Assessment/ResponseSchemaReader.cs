using Google.Protobuf;
using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Routing.Assessment;

/// <summary>
/// Reads the response format out of a serialized prompt by stepping over everything else: messages and images are neither decoded
/// nor copied on their way through.
/// </summary>
internal static class ResponseSchemaReader
{
    private const uint FormatTag = (Prompt.ResponseFormatFieldNumber << 3) | (uint)WireFormat.WireType.LengthDelimited;

    /// <summary>The schema that the answer must follow; null when there is none or the bytes are not a prompt (Inference will say so).</summary>
    public static ResponseSchema? Read(ByteString prompt) => SchemaOf(ReadFormat(prompt));

    /// <inheritdoc cref="Read"/>
    public static ResponseSchema? SchemaOf(ResponseFormat? format) => format?.Type switch
    {
        "json_schema" => ResponseSchema.Parse(format.JsonSchema) ?? ResponseSchema.AnyObject,
        "json_object" => ResponseSchema.AnyObject,
        _ => null,
    };

    /// <summary>The shape that the answer must have; null when nothing is said of it.</summary>
    public static ResponseFormat? ReadFormat(ByteString prompt)
    {
        try
        {
            ResponseFormat? format = null;
            var input = prompt.CreateCodedInput();
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                if (tag == FormatTag)
                    input.ReadMessage(format ??= new ResponseFormat());
                else
                    input.SkipLastField();
            }

            return format;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
