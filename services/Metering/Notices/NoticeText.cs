using System.Globalization;
using System.Text.Json;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Webhooks;

namespace Tollgate.Metering.Notices;

/// <summary>What a contact is told.</summary>
internal static class NoticeText
{
    public static WebhookMessage ToWebhook(Notice notice) =>
        notice.Anomaly is { } anomaly ? AnomalyText.ToWebhook(notice, anomaly) : ToBudgetWebhook(notice);

    public static string Subject(Notice notice) => notice.Anomaly is { } anomaly
        ? AnomalyText.Subject(anomaly)
        : string.Create(CultureInfo.InvariantCulture, $"Budget {notice.BudgetId} is past {notice.Percent} %");

    public static string Body(Notice notice) => notice.Anomaly is { } anomaly ? AnomalyText.Body(notice, anomaly) : BudgetBody(notice);

    private static WebhookMessage ToBudgetWebhook(Notice notice) => WebhookMessage.Json(notice.NoticeId, JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = "metering.budget-threshold-crossed.v1",
        timestamp = notice.CrossTime.ToDateTimeOffset(),
        data = new
        {
            noticeId = notice.NoticeId,
            tenantId = notice.TenantId,
            budgetId = notice.BudgetId,
            scope = notice.Scope.ToString(),
            scopeId = notice.ScopeId,
            percent = notice.Percent,
            action = notice.Action.ToString(),
        },
    }));

    private static string BudgetBody(Notice notice) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Budget {notice.BudgetId}{(notice.TenantId.Length > 0 ? $" of {notice.TenantId}" : "")} passed {notice.Percent} % at {notice.CrossTime.ToDateTimeOffset():u}.
        What happens now: {Describe(notice.Action)}.

        Acknowledge notice {notice.NoticeId}, or the next contact is told.
        """);

    private static string Describe(BudgetAction action) => action switch
    {
        BudgetAction.Notify => "nothing but this mail",
        BudgetAction.CheaperModel => "cheaper models are chosen",
        BudgetAction.CapOutput => "answers are kept short",
        BudgetAction.CacheOnly => "only cached answers are given",
        BudgetAction.BatchOnly => "only work that may wait is taken",
        _ => "requests are refused",
    };
}
