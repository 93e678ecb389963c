using System.Text;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;
using Tollgate.Intake.Completions;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Embeddings;

/// <summary>Everything that can be wrong with texts to be embedded, said at once.</summary>
internal static class EmbedRules
{
    private const int MaxTexts = 256;
    private const int MaxDimensions = 65_536;

    public static void Check(EmbedRequest request)
    {
        var validation = new Validation();
        validation.Require(request.Assistant.Length == 0 || Names.IsId(request.Assistant), "assistant", Names.Rule);
        validation.Require(Names.IsLabel(request.Model, 128), "model", "must be at most 128 printable characters");
        validation.Require(Names.IsLabel(request.User, 128), "user", "must be at most 128 printable characters");
        validation.Require(Names.IsLabel(request.IdempotencyKey, 128), "idempotency_key", "must be at most 128 printable characters");
        validation.Require(request.Dimensions is >= 0 and <= MaxDimensions, "dimensions", $"must be 1 to {MaxDimensions}");
        validation.Require(request.Texts.Count is >= 1 and <= MaxTexts, "texts", $"must be 1 to {MaxTexts}");
        for (var i = 0; i < request.Texts.Count; i++)
            validation.Require(request.Texts[i].Length > 0, $"texts[{i}]", "must not be empty");
        validation.Require(
            request.Texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text)) <= RequestValidator.MaxPromptBytes,
            "texts", $"must have at most {RequestValidator.MaxPromptBytes} bytes together");
        validation.ThrowIfInvalid();
    }
}
