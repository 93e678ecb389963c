using Tollgate.Contracts.Common.V1;
using Usage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Contracts.Mapping;

/// <summary>The three shapes of usage: as computed (Tokens), on gRPC (proto) and in events. Mapped here and nowhere else.</summary>
public static class UsageMapping
{
    public static Usage ToUsage(this TokenUsage proto) => new()
    {
        Input = proto.Input,
        CachedInput = proto.CachedInput,
        CacheWrite5m = proto.CacheWrite5M,
        CacheWrite1h = proto.CacheWrite1H,
        Output = proto.Output,
        Reasoning = proto.Reasoning,
        ImageInput = proto.ImageInput,
        ImageOutput = proto.ImageOutput,
        AudioInput = proto.AudioInput,
        CachedAudioInput = proto.CachedAudioInput,
        AudioOutput = proto.AudioOutput,
        Tool = proto.Tool,
    };

    public static Usage ToUsage(this TokenCounts counts) => new()
    {
        Input = counts.Input,
        CachedInput = counts.CachedInput,
        CacheWrite5m = counts.CacheWrite5m,
        CacheWrite1h = counts.CacheWrite1h,
        Output = counts.Output,
        Reasoning = counts.Reasoning,
        ImageInput = counts.ImageInput,
        ImageOutput = counts.ImageOutput,
        AudioInput = counts.AudioInput,
        CachedAudioInput = counts.CachedAudioInput,
        AudioOutput = counts.AudioOutput,
        Tool = counts.Tool,
    };

    public static TokenUsage ToProto(this Usage usage) => new()
    {
        Input = usage.Input,
        CachedInput = usage.CachedInput,
        CacheWrite5M = usage.CacheWrite5m,
        CacheWrite1H = usage.CacheWrite1h,
        Output = usage.Output,
        Reasoning = usage.Reasoning,
        ImageInput = usage.ImageInput,
        ImageOutput = usage.ImageOutput,
        AudioInput = usage.AudioInput,
        CachedAudioInput = usage.CachedAudioInput,
        AudioOutput = usage.AudioOutput,
        Tool = usage.Tool,
    };

    public static TokenCounts ToCounts(this Usage usage) => new()
    {
        Input = usage.Input,
        CachedInput = usage.CachedInput,
        CacheWrite5m = usage.CacheWrite5m,
        CacheWrite1h = usage.CacheWrite1h,
        Output = usage.Output,
        Reasoning = usage.Reasoning,
        ImageInput = usage.ImageInput,
        ImageOutput = usage.ImageOutput,
        AudioInput = usage.AudioInput,
        CachedAudioInput = usage.CachedAudioInput,
        AudioOutput = usage.AudioOutput,
        Tool = usage.Tool,
    };

    public static OriginCounts ToCounts(this TokenOrigins proto) => new()
    {
        System = proto.System,
        History = proto.History,
        Retrieved = proto.Retrieved,
        User = proto.User,
        ToolSchema = proto.ToolSchema,
        ToolResult = proto.ToolResult,
    };

    public static TokenOrigins ToProto(this OriginCounts counts) => new()
    {
        System = counts.System,
        History = counts.History,
        Retrieved = counts.Retrieved,
        User = counts.User,
        ToolSchema = counts.ToolSchema,
        ToolResult = counts.ToolResult,
    };

    /// <summary>All origins together.</summary>
    public static long Total(this TokenOrigins proto) =>
        checked(proto.System + proto.History + proto.Retrieved + proto.User + proto.ToolSchema + proto.ToolResult);
}
