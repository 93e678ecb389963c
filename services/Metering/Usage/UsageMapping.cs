using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Tokens;

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

    /// <summary>A row for each token kind with a count. A call's cost is one for all its kinds, so these rows have none.</summary>
    public static IEnumerable<(string Name, UsageRow Row)> ByKind(long attempts, UsageAmounts amounts) => amounts.ToCounts().ToUsage().NonZero()
        .Select(kind => (kind.Key.Name(), new UsageRow { Attempts = attempts, Usage = Tokens.TokenUsage.Zero.With(kind.Key, kind.Value).ToProto() }));

    /// <summary>A row for each origin with a count.</summary>
    public static IEnumerable<(string Name, UsageRow Row)> ByOrigin(long attempts, UsageAmounts amounts)
    {
        var origins = amounts.ToOrigins();
        return new[]
        {
            ("system", origins.System, new TokenOrigins { System = origins.System }),
            ("history", origins.History, new TokenOrigins { History = origins.History }),
            ("retrieved", origins.Retrieved, new TokenOrigins { Retrieved = origins.Retrieved }),
            ("user", origins.User, new TokenOrigins { User = origins.User }),
            ("tool_schema", origins.ToolSchema, new TokenOrigins { ToolSchema = origins.ToolSchema }),
            ("tool_result", origins.ToolResult, new TokenOrigins { ToolResult = origins.ToolResult }),
        }
        .Where(origin => origin.Item2 != 0)
        .Select(origin => (origin.Item1, new UsageRow { Attempts = attempts, Origins = origin.Item3 }));
    }

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
