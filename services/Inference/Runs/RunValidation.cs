using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Runs;

/// <summary>Refuses requests that cannot be served, naming every field at fault.</summary>
internal static class RunValidation
{
    private const int MostTexts = 256;
    private const int MostDimensions = 65_536;
    private const int LongestName = 200;

    public static void Check(RunRequest request)
    {
        var check = new Validation();
        CheckCommon(check, request.OperationId, request.Caller, request.Provider, request.Model);
        check.Require(request.MaxOutputTokens >= 1, "max_output_tokens", "must be at least 1");
        check.ThrowIfInvalid();
    }

    public static void Check(EmbedRequest request)
    {
        var check = new Validation();
        CheckCommon(check, request.OperationId, request.Caller, request.Provider, request.Model);
        check.Require(request.Texts.Count is >= 1 and <= MostTexts, "texts", $"must be 1 to {MostTexts}");
        check.Require(request.Dimensions is >= 0 and <= MostDimensions, "dimensions", $"must be 0 to {MostDimensions}");
        for (var i = 0; i < request.Texts.Count; i++)
            check.Require(request.Texts[i].Length > 0, $"texts[{i}]", "must not be empty");
        check.ThrowIfInvalid();
    }

    private static void CheckCommon(Validation check, string operationId, Caller? caller, string provider, string model)
    {
        check.Require(Guid.TryParse(operationId, out _), "operation_id", "must be a UUID");
        check.Require(IsName(provider), "provider", "is required");
        check.Require(IsName(model), "model", "is required");
        if (!check.Require(caller is { TenantId.Length: > 0 }, "caller.tenant_id", "is required"))
            return;
        // What is refused here could not be stored, and an attempt that cannot be stored must not begin.
        CheckStorable(check, caller!.TenantId, "caller.tenant_id");
        CheckStorable(check, caller.AssistantId, "caller.assistant_id");
        CheckStorable(check, caller.UserId, "caller.user_id");
        CheckStorable(check, caller.ApiKeyId, "caller.api_key_id");
        CheckStorable(check, caller.Environment, "caller.environment");
    }

    private static bool IsName(string name) => name.Length is > 0 and <= LongestName && !name.Contains('\0');

    private static void CheckStorable(Validation check, string value, string field) =>
        check.Require(value.Length <= LongestName && !value.Contains('\0'), field, $"must be at most {LongestName} characters without NUL");
}
