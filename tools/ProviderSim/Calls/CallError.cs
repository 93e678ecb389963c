namespace Tollgate.ProviderSim.Calls;

/// <summary>An error as OpenAI words it, with the HTTP status it travels under. Other wire formats say the same in their own words.</summary>
internal sealed record CallError(int Status, string Type, string? Code, string? Param, string Message, int? RetryAfterSeconds = null)
{
    public static readonly CallError NoKey = new(401, "invalid_request_error", "invalid_api_key", null,
        "Incorrect API key provided. This is a simulated provider: use a key from its configuration.");

    public static readonly CallError NotJson = new(400, "invalid_request_error", null, null,
        "We could not parse the JSON body of your request. It must be a JSON object in valid UTF-8.");

    public static readonly CallError TooLarge = new(413, "invalid_request_error", "request_too_large", null, "The request body is too large.");

    public static readonly CallError Broken = new(500, "server_error", null, null,
        "The server had an error while processing your request. Sorry about that!");

    public static CallError Invalid(string? param, string message, string? code = null) =>
        new(400, "invalid_request_error", code, param, message);

    public static CallError Missing(string param) =>
        Invalid(param, $"Missing required parameter: '{param}'.", "missing_required_parameter");

    public static CallError Unsupported(string param, string model, string? hint = null) =>
        Invalid(param, $"Unsupported parameter: '{param}' is not supported with this model ({model}).{hint}", "unsupported_parameter");

    public static CallError NoModel(string model) =>
        new(404, "invalid_request_error", "model_not_found", "model", $"The model `{model}` does not exist or you do not have access to it.");

    public static CallError TooLong(string param, int most, long had) => Invalid(param,
        $"This model's maximum context length is {most} tokens. However, your request resulted in {had} tokens. Please reduce its length.",
        "context_length_exceeded");
}
