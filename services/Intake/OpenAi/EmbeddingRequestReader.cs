using System.Text.Json;
using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary>Reads the body of <c>POST /v1/embeddings</c>: a text or several. Lists of token ids are refused, for they are a model's own.</summary>
internal static class EmbeddingRequestReader
{
    public static EmbeddingAsked Read(ReadOnlyMemory<byte> body) => JsonBody.Parse(body, root =>
    {
        var validation = new Validation();
        if (!validation.Require(root.ValueKind == JsonValueKind.Object, "body", "must be a JSON object"))
            validation.ThrowIfInvalid();
        var fields = new JsonFields(root, "", validation);

        var (dimensions, format) = (fields.Integer("dimensions"), fields.Text("encoding_format"));
        var request = new EmbedRequest { Model = fields.Text("model"), User = fields.Text("user"), Dimensions = dimensions ?? 0 };
        fields.Is(dimensions is null or >= 1, "dimensions", "must be at least 1");
        fields.Is(format is "" or "float" or "base64", "encoding_format", "must be \"float\" or \"base64\"");
        if (fields.Is(fields.Find("input") is not null, "input", "is required"))
            request.Texts.AddRange(fields.Texts("input"));
        fields.RefuseAllBut(["model", "input", "dimensions", "encoding_format", "user"]);
        validation.ThrowIfInvalid();
        return new EmbeddingAsked(request, format == "base64");
    });
}

/// <summary>An embedding as OpenAI's API asks for it, as our request.</summary>
/// <param name="Request">The same in our terms.</param>
/// <param name="Base64">Answer with the vectors' bytes instead of their numbers.</param>
internal sealed record EmbeddingAsked(EmbedRequest Request, bool Base64);
