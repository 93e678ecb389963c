using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Tests;

public sealed class ServiceTests(MeteringHost host) : IClassFixture<MeteringHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_budget_is_made_once_changed_and_removed()
    {
        var tenant = Given.Tenant();
        var budgets = host.Client<BudgetsService.BudgetsServiceClient>();
        var wanted = Given.Budget(tenant, 1000, thresholds: [(80, BudgetAction.Notify)]);

        var made = (await budgets.CreateBudgetAsync(new() { Budget = wanted }, MeteringHost.AsOperator)).Budget;
        var again = (await budgets.CreateBudgetAsync(new() { Budget = wanted }, MeteringHost.AsOperator)).Budget;
        var other = await RefusedAsync(() => budgets.CreateBudgetAsync(new() { Budget = Given.Budget(tenant, 2000) }, MeteringHost.AsOperator));
        var changed = (await budgets.UpdateBudgetAsync(new() { Budget = Given.Budget(tenant, 2000) }, MeteringHost.AsOperator)).Budget;
        var listed = (await budgets.ListBudgetsAsync(new() { TenantId = tenant }, MeteringHost.AsOperator)).Budgets;
        await budgets.DeleteBudgetAsync(new() { TenantId = tenant, BudgetId = "month" }, MeteringHost.AsOperator);
        await budgets.DeleteBudgetAsync(new() { TenantId = tenant, BudgetId = "month" }, MeteringHost.AsOperator);
        var gone = await RefusedAsync(() => budgets.GetBudgetAsync(new() { TenantId = tenant, BudgetId = "month" }, MeteringHost.AsOperator));

        Assert.Equal(made, again);
        Assert.Equal("Etc/UTC", made.TimeZone);
        Assert.Equal(1000, made.State.Available);
        Assert.Equal("BUDGET_EXISTS", other.Reason);
        Assert.Equal((2000L, 0), (changed.CostLimit.Nanos, changed.Thresholds.Count));
        Assert.Equal(changed, Assert.Single(listed));
        Assert.Equal("BUDGET_NOT_FOUND", gone.Reason);
    }

    [Fact]
    public async Task A_malformed_budget_is_refused_naming_every_field()
    {
        var budget = Given.Budget("Bad Tenant", -5, id: "UPPER", thresholds: [(0, BudgetAction.Notify), (101, BudgetAction.Unspecified)]);
        budget.TimeZone = "Mars/Olympus";
        budget.CostLimit.Currency = "XXX";

        var error = await RefusedAsync(() => host.Client<BudgetsService.BudgetsServiceClient>().CreateBudgetAsync(new() { Budget = budget }, MeteringHost.AsOperator));

        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.Equal(
            [
                "budget.budget_id", "budget.cost_limit.currency", "budget.cost_limit.nanos", "budget.tenant_id", "budget.thresholds[0].percent",
                "budget.thresholds[1].action", "budget.thresholds[1].percent", "budget.time_zone",
            ],
            error.Fields.Select(field => field.Field).Order());
    }

    [Fact]
    public async Task The_stream_answers_every_command_by_its_sequence()
    {
        var tenant = Given.Tenant();
        await host.Client<BudgetsService.BudgetsServiceClient>().CreateBudgetAsync(new() { Budget = Given.Budget(tenant, 1000) }, MeteringHost.AsOperator);
        using var call = host.Client<ReservationsService.ReservationsServiceClient>().Reserve(MeteringHost.As("inference"));
        ReserveRequest[] commands =
        [
            Hold(1, tenant, 700),
            Hold(2, tenant, 700),
            Hold(3, tenant, -1),
            Hold(4, tenant, 1, attempt: "nonsense"),
            Hold(5, tenant, 1, currency: "EUR"),
            new() { Sequence = 6, Release = new Release { AttemptId = Guid.CreateVersion7().ToString() } },
            new() { Sequence = 7 },
        ];

        foreach (var command in commands)
            await call.RequestStream.WriteAsync(command);
        await call.RequestStream.CompleteAsync();
        var answers = new Dictionary<ulong, ReserveResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
            answers.Add(answer.Sequence, answer);

        Assert.Equal((300, "month"), (answers[1].Granted.Tightest.Cost.Nanos, answers[1].Granted.Tightest.BudgetId));
        Assert.Equal(("month", "tenant", tenant, 300L), (
            answers[2].Refused.BudgetId, answers[2].Refused.ScopeKind, answers[2].Refused.ScopeId, answers[2].Refused.Room.Cost.Nanos));
        Assert.True(answers[2].Refused.ResetTime.ToDateTimeOffset() > DateTimeOffset.UtcNow);
        Assert.Equal(
            ["INVALID_AMOUNT", "INVALID_ATTEMPT_ID", "UNKNOWN_CURRENCY", "INVALID_COMMAND"],
            new ulong[] { 3, 4, 5, 7 }.Select(sequence => answers[sequence].Failed.Reason));
        Assert.Equal(ReserveResponse.ResultOneofCase.Released, answers[6].ResultCase);
    }

    [Fact]
    public async Task Only_inference_may_take_holds()
    {
        using var call = host.Client<ReservationsService.ReservationsServiceClient>().Reserve(MeteringHost.As("routing"));

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));

        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
    }

    [Fact]
    public async Task Without_credentials_nothing_is_read()
    {
        var usage = host.Client<UsageService.UsageServiceClient>();

        var error = await RefusedAsync(() => usage.QueryUsageAsync(new() { TenantId = "t" }));

        Assert.Equal(ErrorKind.Unauthenticated, error.Kind);
    }

    [Fact]
    public async Task Forecasts_anomalies_and_capacity_are_for_operators_only()
    {
        var tenant = Given.Tenant();
        var (forecasts, anomalies, capacity) = (
            host.Client<ForecastService.ForecastServiceClient>(), host.Client<AnomaliesService.AnomaliesServiceClient>(),
            host.Client<CapacityService.CapacityServiceClient>());

        var usage = await forecasts.ForecastUsageAsync(new() { TenantId = tenant }, MeteringHost.AsOperator);
        var budgets = await forecasts.ForecastBudgetsAsync(new() { TenantId = tenant }, MeteringHost.AsOperator);
        var found = await anomalies.ListAnomaliesAsync(new() { TenantId = tenant }, MeteringHost.AsOperator);
        var plan = await capacity.PlanCapacityAsync(new() { TenantId = tenant }, MeteringHost.AsOperator);
        TollgateException[] refused =
        [
            await RefusedAsync(() => forecasts.ForecastUsageAsync(new() { TenantId = tenant })),
            await RefusedAsync(() => forecasts.ForecastBudgetsAsync(new() { TenantId = tenant })),
            await RefusedAsync(() => anomalies.ListAnomaliesAsync(new() { TenantId = tenant })),
            await RefusedAsync(() => capacity.PlanCapacityAsync(new() { TenantId = tenant })),
        ];

        Assert.Equal(0, Assert.Single(usage.Forecasts).Cost.Spent.Cost.Nanos);
        Assert.Equal((0, 0, 0), (budgets.Budgets.Count, found.Anomalies.Count, plan.Models.Count));
        Assert.All(refused, error => Assert.Equal(ErrorKind.Unauthenticated, error.Kind));
    }

    [Fact]
    public async Task Usage_from_the_bus_is_settled_in_its_own_trace_and_told_to_billing()
    {
        var tenant = Given.Tenant();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Tollgate.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var billing = await BillingAsync();
        var trace = ActivityTraceId.CreateRandom();
        var sampled = Given.Usage(tenant, 100) with { TraceParent = $"00-{trace}-{ActivitySpanId.CreateRandom()}-01" };
        var batch = new UsageBatch { BatchId = Guid.CreateVersion7(), Events = [sampled, Given.Usage(tenant, 20)] };

        await PublishAsync(batch);
        await PublishAsync(batch);
        var told = await billing.FirstAsync(tenant, Patience);

        Assert.Equal(120, told.Sum(entry => entry.CostNanos));
        // Billing can hear of a commit before the span around it has ended.
        Assert.True(SpinWait.SpinUntil(() => spans.Any(Recorded), Patience), "the settlement's span has not ended");
        var settle = Assert.Single(spans, Recorded);
        Assert.Equal(settle.Id, told.Single(entry => entry.AttemptId == sampled.AttemptId).TraceParent);
        var row = Assert.Single((await host.Client<UsageService.UsageServiceClient>().QueryUsageAsync(
            new() { TenantId = tenant }, MeteringHost.AsOperator)).Rows);
        Assert.Equal((2, 120, 140), (row.Attempts, row.Cost.Nanos, row.Usage.Input));

        bool Recorded(Activity span) =>
            span.OperationName == "settle usage" && span.TraceId == trace && "recorded".Equals(span.GetTagItem("tollgate.settle.result"));
    }

    private static ReserveRequest Hold(ulong sequence, string tenant, long nanos, string? attempt = null, string currency = "USD") => new()
    {
        Sequence = sequence,
        Hold = new Contracts.Metering.V1.Hold
        {
            AttemptId = attempt ?? Guid.CreateVersion7().ToString(),
            OperationId = Guid.CreateVersion7().ToString(),
            Caller = new Caller { TenantId = tenant },
            Provider = "sim",
            Model = "small",
            Cost = new Money { Currency = currency, Nanos = nanos },
            Tokens = 10,
            Deadline = DateTimeOffset.UtcNow.AddMinutes(1).ToTimestamp(),
        },
    };

    private static async Task<TollgateException> RefusedAsync<T>(Func<AsyncUnaryCall<T>> call) =>
        TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(async () => await call()));

    private async Task PublishAsync(UsageBatch batch)
    {
        var outbox = host.Get<Outbox>();
        await using var connection = await host.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await outbox.AddAsync(transaction, batch.BatchId, batch, default);
        await transaction.CommitAsync();
        outbox.Wake();
    }

    private async Task<Billing> BillingAsync()
    {
        var connection = await new ConnectionFactory { Uri = new Uri(host.Broker) }.CreateConnectionAsync();
        var billing = new Billing(connection);
        await billing.ListenAsync();
        return billing;
    }

    /// <summary>Hears on the bus what Billing would.</summary>
    private sealed class Billing(IConnection connection) : IAsyncDisposable
    {
        private const string Exchange = "metering.usage-recorded-batch.v1";
        private readonly ConcurrentDictionary<string, TaskCompletionSource<IReadOnlyList<UsageRecorded>>> heard = new();

        public async Task ListenAsync()
        {
            var channel = await connection.CreateChannelAsync();
            await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true);
            var queue = (await channel.QueueDeclareAsync()).QueueName;
            await channel.QueueBindAsync(queue, Exchange, "");
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, delivery) =>
            {
                var batch = JsonSerializer.Deserialize<UsageRecordedBatch>(delivery.Body.Span, MessageJson.Options)!;
                Wait(batch.Events[0].TenantId).TrySetResult(batch.Events);
                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        }

        public Task<IReadOnlyList<UsageRecorded>> FirstAsync(string tenant, TimeSpan patience) => Wait(tenant).Task.WaitAsync(patience);

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        private TaskCompletionSource<IReadOnlyList<UsageRecorded>> Wait(string tenant) =>
            heard.GetOrAdd(tenant, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
