namespace Tollgate.Platform.Tests.Telemetry;

/// <summary>A span as it was exported.</summary>
internal sealed record CollectedSpan(
    string Service, string Instance, string TraceId, string SpanId, string ParentId, string Name, int Kind, IReadOnlyList<string> LinkedTraceIds,
    IReadOnlyDictionary<string, string> Attributes)
{
    internal const int ServerKind = 2;
}
