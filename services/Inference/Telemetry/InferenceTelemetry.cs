namespace Tollgate.Inference.Telemetry;

/// <summary>Names under which this service's spans and metrics are known.</summary>
internal static class InferenceTelemetry
{
    /// <summary>Our own spans and instruments.</summary>
    public const string Name = "Tollgate.Inference";

    /// <summary>Spans and instruments of the model clients, by the GenAI conventions.</summary>
    public const string GenAi = "Tollgate.Inference.GenAi";
}
