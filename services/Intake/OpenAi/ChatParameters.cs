using System.Text.Json;

namespace Tollgate.Intake.OpenAi;

/// <summary>
/// What becomes of each parameter of a chat completion, as docs/api.md lists them. What we have never heard of may change what an answer means or
/// costs, so it is refused too.
/// </summary>
internal static class ChatParameters
{
    private static readonly string[] Honoured =
    [
        "model", "messages", "max_tokens", "max_completion_tokens", "temperature", "top_p", "stop", "seed", "response_format", "user",
        "safety_identifier", "metadata", "stream", "stream_options", "tools", "tool_choice", "parallel_tool_calls",
    ];

    // Where OpenAI keeps or caches things; here the tenant's retention and our own caches decide.
    private static readonly string[] Hints = ["store", "prompt_cache_key", "prompt_cache_retention"];

    // Fine as long as they ask for what happens anyway.
    private static readonly string[] Restricted =
    [
        "n", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs", "top_logprobs", "modalities", "service_tier", "verbosity", "functions",
    ];

    private static readonly string[] Known = [.. Honoured, .. Hints, .. Restricted];

    public static void RefuseWhatIsNotDone(JsonFields fields)
    {
        fields.Is(fields.Integer("n") is null or 1, "n", "only 1 is supported");
        fields.Is(fields.Number("presence_penalty") is null or 0, "presence_penalty", "is not supported");
        fields.Is(fields.Number("frequency_penalty") is null or 0, "frequency_penalty", "is not supported");
        fields.Is(!fields.Flag("logprobs"), "logprobs", "is not supported");
        fields.Is(fields.Integer("top_logprobs") is null or 0, "top_logprobs", "is not supported");
        fields.Is(fields.Texts("modalities").All(modality => modality == "text"), "modalities", "only \"text\" is supported");
        fields.Is(fields.Text("service_tier") is "" or "auto" or "default", "service_tier", "only \"auto\" and \"default\" are supported");
        fields.Is(fields.Text("verbosity") is "" or "medium", "verbosity", "only \"medium\" is supported");
        foreach (var name in (ReadOnlySpan<string>)["functions", "logit_bias"])
            fields.Is(IsEmpty(fields.Find(name)), name, "is not supported");
        fields.RefuseAllBut(Known);
    }

    private static bool IsEmpty(JsonElement? value) => value switch
    {
        null => true,
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() == 0,
        { ValueKind: JsonValueKind.Object } map => !map.EnumerateObject().Any(),
        _ => false,
    };
}
