using System.Globalization;
using System.Text.Json;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Webhooks;

namespace Tollgate.Metering.Notices;

/// <summary>What a contact is told of an anomaly: the hour that is furthest out, against what was expected of it.</summary>
internal static class AnomalyText
{
    public static WebhookMessage ToWebhook(Notice notice, Anomaly anomaly) => WebhookMessage.Json(notice.NoticeId, JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = "metering.anomaly-detected.v1",
        timestamp = notice.CrossTime.ToDateTimeOffset(),
        data = new
        {
            noticeId = notice.NoticeId,
            anomalyId = anomaly.AnomalyId,
            tenantId = notice.TenantId,
            metric = anomaly.Metric.ToString(),
            above = anomaly.Above,
            unit = Unit(anomaly),
            hour = HourOf(anomaly)?.Hour.ToDateTimeOffset(),
            observed = Number(HourOf(anomaly)?.Observed),
            expected = Number(HourOf(anomaly)?.Expected),
            low = Number(HourOf(anomaly)?.Low),
            high = Number(HourOf(anomaly)?.High),
        },
    }));

    public static string Subject(Anomaly anomaly) => $"{Name(anomaly.Metric)} of {anomaly.TenantId} {Direction(anomaly)}";

    public static string Body(Notice notice, Anomaly anomaly)
    {
        var hour = HourOf(anomaly);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Subject(anomaly)}.
            In the hour of {hour?.Hour.ToDateTimeOffset():u}: {Text(hour?.Observed)}. Expected: {Text(hour?.Expected)}, ordinary {Text(hour?.Low)} to {Text(hour?.High)}.
            Who contributed to it: tollgate anomalies show {anomaly.AnomalyId} --tenant {anomaly.TenantId}

            Acknowledge notice {notice.NoticeId}, or the next contact is told.
            """);
    }

    // None when it was withdrawn just now.
    private static AnomalyHour? HourOf(Anomaly anomaly) => anomaly.Hours.FirstOrDefault();

    private static string Direction(Anomaly anomaly) => anomaly.Above ? "is higher than expected" : "is lower than expected";

    private static string Name(AnomalyMetric metric) => metric switch
    {
        AnomalyMetric.Cost => "Cost",
        AnomalyMetric.Tokens => "Number of tokens",
        AnomalyMetric.Requests => "Number of requests",
        AnomalyMetric.CostPerRequest => "Cost of a request",
        AnomalyMetric.ErrorShare => "Share of failed requests",
        _ => "Share answered from cache",
    };

    private static string Unit(Anomaly anomaly) => HourOf(anomaly)?.Observed switch
    {
        { UnitCase: AnomalyAmount.UnitOneofCase.Cost } amount => amount.Cost.Currency,
        { UnitCase: AnomalyAmount.UnitOneofCase.BasisPoints } => "share",
        _ => "count",
    };

    private static decimal Number(AnomalyAmount? amount) => amount?.UnitCase switch
    {
        AnomalyAmount.UnitOneofCase.Cost => amount.Cost.Nanos / 1_000_000_000m,
        AnomalyAmount.UnitOneofCase.BasisPoints => amount.BasisPoints / 10_000m,
        _ => amount?.Count ?? 0,
    };

    private static string Text(AnomalyAmount? amount) => amount?.UnitCase switch
    {
        AnomalyAmount.UnitOneofCase.Cost => $"{Number(amount).ToString("N4", CultureInfo.InvariantCulture)} {amount.Cost.Currency}",
        AnomalyAmount.UnitOneofCase.BasisPoints => Number(amount).ToString("P1", CultureInfo.InvariantCulture),
        _ => Number(amount).ToString("N0", CultureInfo.InvariantCulture),
    };
}
