using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>Checks the plain parameters of a chat request; the first problem found is reported, as OpenAI does.</summary>
internal static class ChatValidation
{
    private const int MostTopLogprobs = 20;

    public static CallError? Check(ChatRequest request, SimModel model, bool strict) =>
        CheckLimits(request, model)
        ?? Range("temperature", request.Temperature, 0, 2)
        ?? Range("top_p", request.TopP, 0, 1)
        ?? Range("presence_penalty", request.PresencePenalty, -2, 2)
        ?? Range("frequency_penalty", request.FrequencyPenalty, -2, 2)
        ?? CheckShape(request)
        ?? (strict && model.Reasoning ? CheckReasoning(request, model) : null);

    private static CallError? CheckLimits(ChatRequest request, SimModel model)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, int?)>)[("max_tokens", request.MaxTokens), ("max_completion_tokens", request.MaxCompletionTokens)])
        {
            if (value < 1)
                return CallError.Invalid(name, $"Invalid '{name}': integer below minimum value. Expected a value >= 1, but got {value} instead.", "integer_below_min_value");
            if (value > model.MaxOutput)
                return CallError.Invalid(name, $"{name} is too large: {value}. This model supports at most {model.MaxOutput} completion tokens, whereas you provided {value}.", "invalid_value");
        }
        return request is { MaxTokens: not null, MaxCompletionTokens: not null }
            ? CallError.Invalid("max_tokens", "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.", "invalid_parameter_combination")
            : null;
    }

    private static CallError? CheckShape(ChatRequest request)
    {
        if (request.N is not (null or 1))
            return CallError.Invalid("n", "This simulated provider supports n = 1 only.", "unsupported_value");
        if (request.StreamOptions is not null && request.Stream is not true)
            return CallError.Invalid("stream_options", "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        if (request.TopLogprobs is < 0 or > MostTopLogprobs)
            return CallError.Invalid("top_logprobs", $"Invalid 'top_logprobs': expected a value between 0 and {MostTopLogprobs}.", "invalid_value");
        if (request.TopLogprobs is not null && request.Logprobs is not true)
            return CallError.Invalid("top_logprobs", "'top_logprobs' is only allowed when 'logprobs' is enabled.", "invalid_parameter_combination");
        return request.ReasoningEffort is { } effort && !ReasoningEffort.Known.Contains(effort)
            ? CallError.Invalid("reasoning_effort", $"Invalid value: '{effort}'. Supported values are: {string.Join(", ", ReasoningEffort.Known)}.", "invalid_value")
            : null;
    }

    private static CallError? CheckReasoning(ChatRequest request, SimModel model)
    {
        if (request.MaxTokens is not null)
            return CallError.Unsupported("max_tokens", model.Id, " Use 'max_completion_tokens' instead.");
        if (request.Logprobs is true)
            return CallError.Unsupported("logprobs", model.Id);
        if (request.Temperature is not (null or 1))
            return CallError.Unsupported("temperature", model.Id, " Only the default (1) value is supported.");
        if (request.TopP is not (null or 1))
            return CallError.Unsupported("top_p", model.Id, " Only the default (1) value is supported.");
        if (request.PresencePenalty is not (null or 0))
            return CallError.Unsupported("presence_penalty", model.Id);
        return request.FrequencyPenalty is not (null or 0) ? CallError.Unsupported("frequency_penalty", model.Id) : null;
    }

    private static CallError? Range(string name, double? value, double least, double most) => value < least || value > most
        ? CallError.Invalid(name, $"Invalid '{name}': expected a value between {least} and {most}, but got {value} instead.", "decimal_out_of_range")
        : null;
}
