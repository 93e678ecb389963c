using Tollgate.Cli.Books;
using Tollgate.Tokens;

namespace Tollgate.Cli.Tests;

public sealed class ProviderComparisonTests
{
    private static readonly Guid Attempt = Guid.CreateVersion7();
    private static readonly LedgerAttempt Ours = new("gpt-4.1", new TokenUsage { Input = 90, CachedInput = 10, Output = 15, Reasoning = 5 }, 1234);
    private static readonly ProviderCall Theirs = new(1, Attempt.ToString(), "gpt-4.1", "finished", new ProviderUsage(100, 10, 20, 5), 1234);

    [Fact]
    public void Included_and_disjoint_counts_of_the_same_call_agree()
    {
        Assert.Empty(Compare(new() { [Attempt] = Ours }, Theirs));
    }

    [Fact]
    public void A_token_or_a_nano_too_many_is_found()
    {
        Assert.Single(Compare(new() { [Attempt] = Ours with { CostNanos = 1235 } }, Theirs));
        Assert.Single(Compare(new() { [Attempt] = Ours with { Usage = Ours.Usage with { Output = 16 } } }, Theirs));
    }

    [Fact]
    public void A_call_that_only_one_side_has_is_found()
    {
        Assert.Contains("not in our ledger", Assert.Single(Compare([], Theirs)), StringComparison.Ordinal);
        Assert.Contains("does not know it", Assert.Single(Compare(new() { [Attempt] = Ours })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_call_of_an_attempt_is_found()
    {
        var finding = Assert.Single(Compare(new() { [Attempt] = Ours }, Theirs, Theirs with { Id = 2 }));

        Assert.Contains("second call", finding, StringComparison.Ordinal);
    }

    private static List<string> Compare(Dictionary<Guid, LedgerAttempt> ours, params ProviderCall[] theirs)
    {
        var findings = new List<string>();
        ProviderComparison.Compare(ours, theirs, findings);
        return findings;
    }
}
