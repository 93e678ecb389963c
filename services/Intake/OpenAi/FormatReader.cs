using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.OpenAi;

/// <summary>Reads the shape that an answer shall have.</summary>
internal static class FormatReader
{
    /// <param name="type">Its type.</param>
    /// <param name="schema">Where the members of a schema stand; null where there are none.</param>
    public static ResponseFormat Read(string type, JsonFields? schema)
    {
        var format = new ResponseFormat
        {
            Type = type,
            Name = schema?.Text("name") ?? "",
            Description = schema?.Text("description") ?? "",
            JsonSchema = schema?.Find("schema")?.GetRawText() ?? "",
        };
        if (schema?.Find("strict") is not null)
            format.Strict = schema.Value.Flag("strict");
        return format;
    }
}
