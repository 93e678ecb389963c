using System.Diagnostics;
using Tollgate.Inference.Telemetry;

namespace Tollgate.Inference.Providers;

/// <summary>Says on a model span which attempt it is.</summary>
internal static class AttemptSpan
{
    public static void Tag(Activity? span)
    {
        if (span is null || CallContext.Current is not { Attempt.Intent: { } intent })
            return;
        span.SetTag(GenAiNames.AttemptId, intent.AttemptId.ToString());
        span.SetTag(GenAiNames.OperationId, intent.OperationId.ToString());
        span.SetTag(GenAiNames.TenantId, intent.Caller.TenantId);
    }
}
