using Google.Protobuf;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Routing.Assessment;
using Tollgate.Routing.Catalogue;

namespace Tollgate.Routing.Runs;

/// <summary>
/// The shape that a run's answer must have. Models that cannot be held to a schema are told of it, and what any model answers is checked before it is
/// passed on: except of a stream that the provider itself holds to the schema, which would gain nothing but delay.
/// </summary>
internal sealed class StructuredAnswer(ResponseFormat format, ResponseSchema schema)
{
    /// <summary>What a run's answer must be; null where it is free text.</summary>
    public static StructuredAnswer? Of(RunCommand run) =>
        run.Question.Prompt.JsonSchema && ResponseSchemaReader.ReadFormat(run.Prompt) is { } format && ResponseSchemaReader.SchemaOf(format) is { } schema
            ? new StructuredAnswer(format, schema)
            : null;

    public ResponseSchema Schema => schema;

    /// <summary>What is wrong with an answer; null when nothing is, or when it ended for a reason that another answer would not change.</summary>
    public string? Violation(Answer answer) =>
        answer.IsBeyondJudgement ? null : schema.Violation(answer.Text);

    /// <summary>An answer of this model has to be seen whole before it is passed on.</summary>
    public bool MustBeSeen(CatalogueModel model, bool stream) => !(stream && format.Strict && IsNative(model));

    /// <summary>The prompt for a model: with the schema in words, for one that cannot be held to it.</summary>
    public ByteString PromptFor(CatalogueModel model, ByteString prompt) => IsNative(model)
        ? prompt
        : Join(
            new Prompt { Messages = { Text("system", PromptOrigin.System, $"Answer with JSON that follows this JSON Schema, and with nothing else:\n{format.JsonSchema}") } },
            prompt,
            new Prompt { ResponseFormat = new ResponseFormat { Type = "text" } });

    /// <summary>The prompt again, with the answer and what is wrong with it.</summary>
    public static ByteString Repair(ByteString prompt, Answer answer, string violation)
    {
        var more = new Prompt();
        if (answer.Text.Length > 0)
            more.Messages.Add(Text("assistant", PromptOrigin.History, answer.Text));
        more.Messages.Add(Text(
            "user", PromptOrigin.User,
            $"This does not follow the JSON Schema that was asked for: {violation}. Answer again, with JSON that follows it and with nothing else."));
        return Join(new Prompt(), prompt, more);
    }

    private static bool IsNative(CatalogueModel model) => model.Capabilities.Contains(ModelCapabilities.JsonSchema);

    // Serialized messages one after the other are one message: lists are appended to, single values replaced by the last.
    private static ByteString Join(Prompt before, ByteString prompt, Prompt after) =>
        UnsafeByteOperations.UnsafeWrap((byte[])[.. before.ToByteArray(), .. prompt.Span, .. after.ToByteArray()]);

    private static PromptMessage Text(string role, PromptOrigin origin, string text) =>
        new() { Role = role, Origin = origin, Parts = { new ContentPart { Text = text } } };
}
