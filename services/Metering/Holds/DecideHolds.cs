using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Holds;

/// <summary>
/// Decides commands. Those of all streams of this replica that arrive together are one transaction: lock once, decide each in order,
/// write once. So a hot budget costs one lock for hundreds of calls.
/// </summary>
internal sealed class DecideHolds : IAsyncDisposable
{
    private readonly NpgsqlDataSource database;
    private readonly BooksWriter writer;
    private readonly PlanBudgets plans;
    private readonly Outbox outbox;
    private readonly ILogger<DecideHolds> logger;
    private readonly BatchQueue<HoldCommand, HoldAnswer> queue;

    public DecideHolds(
        NpgsqlDataSource database, BooksWriter writer, PlanBudgets plans, Outbox outbox, IOptions<HoldsOptions> options, ILogger<DecideHolds> logger)
    {
        this.database = database;
        this.writer = writer;
        this.plans = plans;
        this.outbox = outbox;
        this.logger = logger;
        queue = new BatchQueue<HoldCommand, HoldAnswer>(TryHandleAsync, options.Value.MaxBatch, _ => 1);
    }

    /// <summary>Decides a command together with those that arrive at the same time. Answered after the commit.</summary>
    public Task<HoldAnswer> DecideAsync(HoldCommand command, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(command, cancellationToken);

    /// <summary>Decides commands in order, in one transaction.</summary>
    public async Task<IReadOnlyList<HoldAnswer>> HandleAsync(IReadOnlyList<HoldCommand> commands, CancellationToken cancellationToken)
    {
        // The first call of a user, and the first after its plan has changed, finds no budget that says what its plan does: it is put there, and
        // then decided on like any other.
        while (true)
        {
            var (answers, outdated) = await DecideAsync(commands, cancellationToken);
            if (answers is not null)
                return answers;
            foreach (var (spender, limit) in outdated)
                await plans.PutAsync(spender, limit, cancellationToken);
        }
    }

    private async Task<(IReadOnlyList<HoldAnswer>? Answers, IReadOnlyList<(Spender Spender, UserLimit Limit)> Outdated)> DecideAsync(
        IReadOnlyList<HoldCommand> commands, CancellationToken cancellationToken)
    {
        var ids = commands.Select(command => command.AttemptId).ToHashSet();
        var scopes = commands.OfType<PlaceHold>().Select(command => command.Spender).Distinct().SelectMany(spender => ScopeKeys.Of(spender)).ToHashSet();
        var answers = await Transactions.RunAsync(
            database,
            async transaction =>
            {
                var books = await BooksReader.LockAsync(transaction, ids, scopes, cancellationToken);
                var outdated = PlanBudgets.Outdated(books.Budgets, commands.OfType<PlaceHold>().Select(command => (command.Spender, command.UserLimit)));
                if (outdated.Count > 0)
                    return (Decided: null, Outdated: outdated, Crossed: false);

                var decided = commands.Select(command => HoldDecisions.Decide(books, command)).ToArray();
                books.Budgets.CarryOver();
                await PeriodStore.InsertNewAsync(transaction, books.Budgets.Periods, cancellationToken);
                await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
                await writer.WriteAsync(transaction, books, batch, cancellationToken);
                return (Decided: (HoldAnswer[]?)decided, Outdated: outdated, Crossed: books.Budgets.Periods.Any(period => period.NewlyCrossed.Count > 0));
            },
            cancellationToken);
        if (answers.Crossed)
            outbox.Wake();
        if (answers.Decided is not null)
            HoldsMetrics.Decided(answers.Decided);
        return (answers.Decided, answers.Outdated);
    }

    public ValueTask DisposeAsync() => queue.DisposeAsync();

    private async Task<IReadOnlyList<HoldAnswer>> TryHandleAsync(IReadOnlyList<HoldCommand> commands)
    {
        try
        {
            return await HandleAsync(commands, CancellationToken.None);
        }
        catch (Exception error)
        {
            // Whether it was committed is not known; asking again by the same attempt id is safe either way.
            HoldsLog.NotDecided(logger, commands.Count, error);
            return [.. commands.Select(_ => HoldFailed.Unavailable)];
        }
    }
}
