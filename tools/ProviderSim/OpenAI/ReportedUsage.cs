using System.Text.Json;
using Tollgate.ProviderSim.Faults;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>The usage a response states. The books are right even where a fault makes this wrong.</summary>
internal static class ReportedUsage
{
    public static bool IsOmitted(FaultPlan plan) => plan.WrongUsage is { Omit: true };

    public static void Write(Utf8JsonWriter json, TokenUsage usage, FaultPlan plan)
    {
        if (plan.WrongUsage?.Multiply is { } factor)
            usage = usage with { Input = (long)(usage.Input * factor), Output = (long)(usage.Output * factor) };

        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, usage.Input);
        json.WriteNumber("completion_tokens"u8, usage.Output);
        json.WriteNumber("total_tokens"u8, usage.Input + usage.Output);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedInput);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteNumber("accepted_prediction_tokens"u8, 0);
        json.WriteNumber("rejected_prediction_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
