using System.Diagnostics.Metrics;

namespace Tollgate.Metering.Holds;

/// <summary>Instruments of admission.</summary>
internal static class HoldsMetrics
{
    private static readonly Meter Meter = new("Tollgate.Metering.Holds");

    private static readonly Histogram<int> BatchSize =
        Meter.CreateHistogram<int>("tollgate.metering.holds.batch_size", "{command}", "Hold commands decided in one transaction.");

    private static readonly Counter<long> Commands =
        Meter.CreateCounter<long>("tollgate.metering.holds.decided", "{command}", "Hold commands by answer.");

    public static void Decided(IReadOnlyList<HoldAnswer> answers)
    {
        BatchSize.Record(answers.Count);
        foreach (var answer in answers)
            Commands.Add(1, new KeyValuePair<string, object?>("answer", NameOf(answer)));
    }

    private static string NameOf(HoldAnswer answer) => answer switch
    {
        HoldGranted => "granted",
        HoldRefused => "refused",
        HoldReleased => "released",
        _ => "failed",
    };
}
