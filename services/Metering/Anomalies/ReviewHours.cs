using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Anomalies;

/// <summary>
/// Looks at hours of a tenant, again at those that were out of the ordinary before. However often it is done, and in whatever order hours
/// become known, an hour belongs to one anomaly of its metric and direction.
/// </summary>
internal sealed class ReviewHours(string tenantId, JudgeHour judge, TimeSpan quietPeriod)
{
    /// <param name="known">Anomalies of the tenant that may still change, withdrawn ones too. New ones are added.</param>
    /// <param name="hours">Hours to look at.</param>
    public void Review(List<AnomalyState> known, IReadOnlyList<DateTimeOffset> hours)
    {
        foreach (var (metric, above) in Metrics.Watched)
        {
            var mine = known.FindAll(anomaly => anomaly.Metric == metric && anomaly.Above == above);
            foreach (var hour in hours.Concat(mine.SelectMany(anomaly => anomaly.Hours.Keys)).Distinct().Order().ToArray())
            {
                var verdict = judge.Judge(metric, above, hour);
                var owner = mine.Find(anomaly => anomaly.Hours.ContainsKey(hour));
                if (verdict is not null && owner is null)
                    owner = mine.Where(anomaly => anomaly.Distance(hour) <= quietPeriod).MinBy(anomaly => anomaly.Distance(hour));
                if (verdict is not null && owner is null)
                {
                    var id = EventIds.From($"anomaly/{tenantId}/{metric}", $"{above}/{hour.UtcTicks}");
                    owner = mine.Find(anomaly => anomaly.Id == id);
                    if (owner is null)
                    {
                        mine.Add(owner = new AnomalyState(id, metric, above, isNew: true));
                        known.Add(owner);
                    }
                }

                owner?.Set(hour, verdict);
            }
        }
    }
}
