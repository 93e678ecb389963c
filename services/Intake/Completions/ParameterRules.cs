using System.Text.RegularExpressions;
using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Completions;

/// <summary>What sampling parameters and the answer's shape must satisfy.</summary>
internal static partial class ParameterRules
{
    private const int MaxDescriptionLength = 1024;

    public static void Check(CompleteRequest request, string prefix, Validation validation)
    {
        validation.Require(!request.HasMaxTokens || request.MaxTokens >= 1, $"{prefix}max_tokens", "must be at least 1");
        // Written so that NaN fails.
        validation.Require(!request.HasTemperature || request.Temperature is >= 0 and <= 2, $"{prefix}temperature", "must be between 0 and 2");
        validation.Require(!request.HasTopP || request.TopP is > 0 and <= 1, $"{prefix}top_p", "must be above 0 and at most 1");
        validation.Require(request.Stop.Count <= 4, $"{prefix}stop", "must have at most 4 sequences");
        for (var i = 0; i < request.Stop.Count; i++)
            validation.Require(request.Stop[i].Length is > 0 and <= 256, $"{prefix}stop[{i}]", "must have 1 to 256 characters");
        if (request.ResponseFormat is { } format)
            CheckFormat(format, $"{prefix}response_format", validation);
    }

    private static void CheckFormat(ResponseFormat format, string field, Validation validation)
    {
        validation.Require(
            format.Type is "" or "text" or "json_object" or "json_schema",
            $"{field}.type", "must be \"text\", \"json_object\" or \"json_schema\"");
        if (format.Type != "json_schema")
            return;
        validation.Require(
            SchemaName().IsMatch(format.Name), $"{field}.name", "is required for \"json_schema\": 1 to 64 letters, digits, dashes or underscores");
        SchemaRules.Check(
            format.JsonSchema, $"{field}.json_schema", "is required for \"json_schema\" and must be a JSON object of at most 262,144 characters", validation);
        validation.Require(
            format.Description.Length <= MaxDescriptionLength, $"{field}.description", $"must have at most {MaxDescriptionLength} characters");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex SchemaName();
}
