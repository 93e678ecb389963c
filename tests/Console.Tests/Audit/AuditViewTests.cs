using Tollgate.Console.Audit;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Common.V1;

namespace Tollgate.Console.Tests.Audit;

public sealed class AuditViewTests
{
    [Fact]
    public void Equal_books_at_rest_balance() => Assert.Equal(Balance.Balanced, View().Balance);

    [Fact]
    public void Work_under_way_is_no_verdict() =>
        Assert.Equal(Balance.InMotion, View(pending: 1, rated: Book("billing.rated", cost: 1)).Balance);

    [Fact]
    public void A_service_that_does_not_answer_leaves_the_balance_unknown() =>
        Assert.Equal(Balance.Unknown, View(problem: "SERVICE_UNAVAILABLE").Balance);

    [Fact]
    public void A_nano_too_much_is_found()
    {
        var view = View(rated: Book("billing.rated", cost: 101));

        Assert.Equal(Balance.NotBalanced, view.Balance);
        Assert.Equal("billing.rated and metering.ledger have different tokens or cost.", Assert.Single(view.Differences));
    }

    [Fact]
    public void The_same_sums_over_other_attempts_are_found()
    {
        var view = View(rated: Book("billing.rated", digest: "ee"));

        Assert.Equal("billing.rated and metering.ledger have the same sums over different attempts.", Assert.Single(view.Differences));
    }

    [Fact]
    public void A_missing_book_is_found() =>
        Assert.Contains("billing.rated is missing.", View(rated: Book("billing.other")).Differences);

    [Fact]
    public void Usage_that_was_priced_anew_is_compared_with_everybody_who_heard_of_it()
    {
        AuditView After(long rated) => AuditView.From(
        [
            Books("inference", Book("inference.attempts")),
            Books("metering", Book("metering.ledger"), Book("metering.rerates", cost: -40), Book("metering.recorded", cost: 60), Book("metering.rollups", cost: 60)),
            Books("billing", Book("billing.rated", cost: rated)),
        ]);

        Assert.Equal(Balance.Balanced, After(60).Balance);
        Assert.Equal("billing.rated and metering.recorded have different tokens or cost.", Assert.Single(After(100).Differences));
    }

    private static AuditView View(int pending = 0, string? problem = null, Book? rated = null) => AuditView.From(
    [
        Books("inference", Book("inference.attempts")),
        Books("metering", Book("metering.ledger"), Book("metering.rollups", digest: "")),
        new ServiceBooks("billing", [rated ?? Book("billing.rated")], pending == 0 ? [] : new Dictionary<string, long> { ["outbox"] = pending }, problem),
    ]);

    private static ServiceBooks Books(string service, params Book[] books) => new(service, books, new Dictionary<string, long>(), null);

    private static Book Book(string name, long cost = 100, string digest = "dd") => new()
    {
        Name = name, Records = 2, CostNanos = cost, Digest = digest, Usage = new TokenUsage { Input = 10, Output = 5 },
    };
}
