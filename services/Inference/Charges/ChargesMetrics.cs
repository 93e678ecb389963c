using System.Diagnostics.Metrics;
using Tollgate.Inference.Telemetry;

namespace Tollgate.Inference.Charges;

/// <summary>What comparing with what providers charge has brought to light.</summary>
internal sealed class ChargesMetrics
{
    private readonly Counter<long> compared;
    private readonly Counter<long> difference;

    public ChargesMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(InferenceTelemetry.Name);
        compared = meter.CreateCounter<long>("tollgate.inference.charges.compared", "{day}", "Days and lines of costs reports that were compared anew, by explanation.");
        difference = meter.CreateCounter<long>("tollgate.inference.charges.difference", "{nano}", "Nanos between what is charged and what was settled, without regard to sign, by explanation.");
    }

    public void Compared(string endpoint, ComparedCharge found)
    {
        KeyValuePair<string, object?>[] tags = [new("tollgate.endpoint", endpoint), new("tollgate.explanation", found.Explanation.ToString())];
        compared.Add(1, tags);
        difference.Add(Math.Abs(found.Of.ChargedNanos - found.Of.Settled.CostNanos), tags);
    }
}
