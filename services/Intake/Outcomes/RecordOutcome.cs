using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Keys;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Intake.Outcomes;

/// <summary>
/// Takes note of what came of a request. The backend names the outcome, so telling it again is the same event, which Metering counts once.
/// </summary>
internal sealed partial class RecordOutcome(NpgsqlDataSource database, Outbox outbox, TimeProvider clock)
{
    private const int MaxName = 128;
    private const long MaxRevenueNanos = 1_000_000_000_000_000_000;
    private static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    public async Task<RecordOutcomeResponse> HandleAsync(ApiKeyIdentity key, RecordOutcomeRequest request, CancellationToken cancellationToken)
    {
        var fact = Check(key, request);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await outbox.AddAsync(transaction, fact.EventId, fact, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return new RecordOutcomeResponse { EventId = fact.EventId.ToString("D", CultureInfo.InvariantCulture) };
    }

    private OutcomeRecorded Check(ApiKeyIdentity key, RecordOutcomeRequest request)
    {
        var now = clock.GetUtcNow();
        var rules = new Validation();
        rules.Require(IsName(request.OutcomeId) && request.OutcomeId.Length > 0, "outcome_id", "must be 1 to 128 printable characters");
        rules.Require(Kind().IsMatch(request.Kind), "kind", "must be 1 to 63 lower-case letters, digits and underscores");
        rules.Require(IsName(request.Assistant), "assistant", "must be at most 128 printable characters");
        rules.Require(
            key.AssistantId.Length == 0 || request.Assistant.Length == 0 || request.Assistant == key.AssistantId, "assistant", "is not the key's");
        rules.Require(IsName(request.User), "user", "must be at most 128 printable characters");
        var operation = Guid.Empty;
        rules.Require(request.OperationId.Length == 0 || Guid.TryParse(request.OperationId, out operation), "operation_id", "is not a UUID");
        rules.Require(request.Revenue is null or { Nanos: >= 0 and <= MaxRevenueNanos }, "revenue.nanos", "must not be negative, nor over a thousand million");
        rules.Require(request.Revenue is null or { Currency: "USD" }, "revenue.currency", "must be USD");
        var time = IsTime(request.OutcomeTime) ? request.OutcomeTime?.ToDateTimeOffset() ?? now : DateTimeOffset.MaxValue;
        rules.Require(time <= now + MaxAhead, "outcome_time", "is not a time that has come");
        rules.ThrowIfInvalid();
        return new OutcomeRecorded
        {
            EventId = EventIds.From($"{key.TenantId}/outcome", request.OutcomeId),
            TenantId = key.TenantId,
            AssistantId = request.Assistant.Length > 0 ? request.Assistant : key.AssistantId,
            UserId = request.User,
            OperationId = operation == Guid.Empty ? null : operation,
            Kind = request.Kind,
            RevenueNanos = request.Revenue?.Nanos ?? 0,
            OutcomeTime = time,
        };
    }

    private static bool IsName(string text) => text.Length <= MaxName && !text.Any(char.IsControl);

    private static bool IsTime(Timestamp? time) => time is null or { Seconds: >= 0 and < 253_402_300_800, Nanos: >= 0 and < 1_000_000_000 };

    [GeneratedRegex(@"\A[a-z0-9_]{1,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Kind();
}
