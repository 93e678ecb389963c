using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Bench.Metering;

/// <summary>Usage events as a company's traffic makes them: a few tenants, some assistants, many users, several models.</summary>
internal sealed class UsageMaker
{
    public static readonly TimeSpan CallDuration = TimeSpan.FromSeconds(1);
    private static readonly string[] Models = ["gpt-4.1-nano", "gpt-4.1-mini", "gpt-4.1", "o4-mini"];

    private readonly Random random = new(1);
    private readonly Lock gate = new();

    /// <summary>Attempts that end now.</summary>
    public TokensMetered[] Make(int count)
    {
        lock (gate)
        {
            var end = DateTimeOffset.UtcNow;
            var events = new TokensMetered[count];
            for (var i = 0; i < count; i++)
                events[i] = One(end);
            return events;
        }
    }

    private TokensMetered One(DateTimeOffset end)
    {
        var start = end - CallDuration;
        var attempt = Guid.CreateVersion7(start);
        var tenant = $"tenant-{random.Next(10)}";
        var (input, cached, output) = (random.Next(50, 4000), random.Next(0, 1000), random.Next(10, 800));
        return new TokensMetered
        {
            EventId = EventIds.From(attempt, nameof(UsageRank.Provider)),
            AttemptId = attempt,
            OperationId = Guid.CreateVersion7(start),
            TenantId = tenant,
            AssistantId = $"assistant-{random.Next(2)}",
            UserId = $"user-{random.Next(5)}",
            ApiKeyId = $"key_{tenant}",
            Environment = "production",
            Provider = "openai",
            Model = Models[random.Next(Models.Length)],
            Operation = "chat",
            Outcome = AttemptOutcome.Succeeded,
            Rank = UsageRank.Provider,
            Payer = Payer.Customer,
            Usage = new TokenCounts { Input = input, CachedInput = cached, Output = output },
            Origins = new OriginCounts { System = 50, User = input + cached - 50 },
            CostNanos = (input * 400L) + (cached * 100L) + (output * 1600L),
            Currency = "USD",
            PriceVersion = "bench-1",
            HeldNanos = 10_000_000,
            StartTime = start,
            EndTime = end,
        };
    }
}
