using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;

namespace Tollgate.Metering.Usage;

/// <summary>Usage on the wire.</summary>
internal static class UsageMapping
{
    public static UsageRow ToRow(long attempts, UsageAmounts amounts, string currency) => new()
    {
        Attempts = attempts,
        Usage = amounts.ToCounts().ToUsage().ToProto(),
        Origins = amounts.ToOrigins().ToProto(),
        Cost = new Money { Currency = currency, Nanos = amounts.CostNanos },
    };

    public static UsageEntry ToProto(this LedgerEntry entry) => new()
    {
        AttemptId = entry.AttemptId.ToString("D", CultureInfo.InvariantCulture),
        Revision = entry.Revision,
        OperationId = entry.Identity.OperationId.ToString("D", CultureInfo.InvariantCulture),
        Caller = new Caller
        {
            TenantId = entry.Identity.TenantId,
            AssistantId = entry.Identity.AssistantId,
            UserId = entry.Identity.UserId,
            ApiKeyId = entry.Identity.ApiKeyId,
            Environment = entry.Identity.Environment,
        },
        Provider = entry.Identity.Provider,
        Model = entry.Identity.Model,
        Outcome = entry.Outcome,
        Rank = entry.Rank,
        Payer = entry.Identity.Payer,
        Usage = entry.Amounts.ToCounts().ToUsage().ToProto(),
        Cost = new Money { Currency = entry.Currency, Nanos = entry.Amounts.CostNanos },
        PriceVersion = entry.PriceVersion,
        AttemptTime = Timestamp.FromDateTimeOffset(entry.Identity.AttemptTime),
        RecordTime = Timestamp.FromDateTimeOffset(entry.RecordTime),
        Kind = entry.Kind,
        CorrectsRevision = entry.Corrects ?? 0,
    };
}
