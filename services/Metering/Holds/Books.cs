using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Holds;

/// <summary>The rows that a batch decides on: its attempts and every budget they touch, locked in that order.</summary>
internal sealed class Books(BudgetBook budgets, Dictionary<Guid, Hold> holds)
{
    public BudgetBook Budgets => budgets;

    public DateTimeOffset Now => budgets.Now;

    public IReadOnlyCollection<Hold> Holds => holds.Values;

    public Hold? Find(Guid attemptId) => holds.GetValueOrDefault(attemptId);

    public void Add(Hold hold) => holds.Add(hold.AttemptId, hold);
}
