using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Platform.Tests;

/// <summary>Prepaid credit over two replicas of Inference and two of Billing, one of which dies in the middle.</summary>
[Collection(PlatformCollection.Name)]
public sealed class PrepaidTests(PlatformFixture fixture)
{
    private const int Requests = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Calls_in_flight_do_not_overdraw_while_billing_dies_in_the_middle()
    {
        var (tenant, key) = await PrepayAsync();
        var outcomes = new ConcurrentBag<string>();
        using var patience = new CancellationTokenSource(Patience);
        var run = Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = Requests }, async (i, _) =>
            outcomes.Add(await AskAsync(key, i, patience.Token)));
        while (outcomes.Count < Requests / 8)
            await Task.Delay(20, patience.Token);

        using (var process = Process.GetProcessById(fixture.Host.Resources.Single(r => r.Name == "billing").Replicas[0].Pid!.Value))
            process.Kill();
        await run;

        Assert.All(outcomes, outcome => Assert.Contains(outcome, new[] { "answered", "CREDIT_EXHAUSTED" }));
        Assert.Contains("answered", outcomes);
        await fixture.AssertBalancedAsync();
        var credit = await fixture.Platform.Credit.GetCreditAsync(new() { TenantId = tenant });
        Assert.Equal(0, credit.OpenHolds);
        Assert.InRange(decimal.Parse(credit.Balances.Single().Balance, CultureInfo.InvariantCulture), 0m, decimal.MaxValue);
        // Every cent of usage was paid for by credit: nothing went through without.
        var unbilled = (await fixture.Platform.Ledger.GetTrialBalanceAsync(new() { TenantId = tenant })).Accounts.SingleOrDefault(account => account.Account == "unbilled");
        Assert.Equal(0m, decimal.Parse(unbilled?.Balance ?? "0", CultureInfo.InvariantCulture));
    }

    private async Task<(string Tenant, string Key)> PrepayAsync()
    {
        var tenant = $"prepaid-{Guid.NewGuid():N}"[..20];
        await fixture.Platform.Admin.CreateTenantAsync(new() { Tenant = new Tenant { TenantId = tenant, DisplayName = "Prepaid" } });
        await fixture.Platform.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter" });
        await fixture.Platform.Credit.GrantCreditAsync(new()
        {
            TenantId = tenant,
            RequestId = "first",
            Kind = CreditKind.Purchased,
            Amount = new Money { Currency = "USD", Nanos = 400_000_000 },
        });
        await fixture.Platform.Entitlements.SetAccountAsync(new() { TenantId = tenant, Prepaid = true });
        return (tenant, (await fixture.Platform.Admin.CreateApiKeyAsync(new() { TenantId = tenant })).Secret);
    }

    private async Task<string> AskAsync(string key, int i, CancellationToken cancellationToken)
    {
        var request = new CompleteRequest
        {
            Model = "gpt-4.1",
            MaxTokens = 2_000,
            IdempotencyKey = $"prepaid-{i}",
            Messages = { new Contracts.Intake.V1.Message { Role = "user", Content = $"Question {i}: what is a deductible?" } },
        };
        while (true)
        {
            try
            {
                await fixture.Platform.Intake.CompleteAsync(request, PlatformClients.WithApiKey(key, TimeSpan.FromMinutes(1), cancellationToken));
                return "answered";
            }
            catch (RpcException error) when (RpcFailure.From(error) is { Retryable: false } said)
            {
                return said.Reason;
            }
            catch (RpcException)
            {
                await Task.Delay(200, cancellationToken);
            }
        }
    }
}
