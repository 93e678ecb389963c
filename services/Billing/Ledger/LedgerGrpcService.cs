using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Ledger;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class LedgerGrpcService(TrialBalance balance, ListJournal journal) : LedgerService.LedgerServiceBase
{
    public override async Task<GetTrialBalanceResponse> GetTrialBalance(GetTrialBalanceRequest request, ServerCallContext context)
    {
        var check = new Validation();
        if (request.TenantId.Length > 0)
            TenantIds.Require(check, request.TenantId);
        check.ThrowIfInvalid();

        var accounts = await balance.ExecuteAsync(request.TenantId, context.CancellationToken);
        return new GetTrialBalanceResponse
        {
            Accounts = { accounts.Select(ToProto) },
            Balanced = accounts.GroupBy(account => account.Currency).All(currency => currency.Sum(account => account.Balance) == 0),
        };
    }

    public override Task<ListJournalEntriesResponse> ListJournalEntries(ListJournalEntriesRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        check.Require(request.PageSize is >= 0 and <= 1_000, "page_size", "must be between 1 and 1000");
        check.ThrowIfInvalid();

        return journal.ExecuteAsync(request.TenantId, request.PageSize is 0 ? 100 : request.PageSize, request.PageToken, context.CancellationToken);
    }

    private static Proto.AccountBalance ToProto(AccountBalance account) => new()
    {
        Account = account.Account,
        Currency = account.Currency,
        Balance = account.Balance.ToString(CultureInfo.InvariantCulture),
    };
}
