using Tollgate.Billing.Statements;
using Tollgate.Contracts.Mapping;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Calculator;

/// <summary>Proto to domain and back, nowhere else.</summary>
internal static class CalculatorMapping
{
    public static Workload ToWorkload(Proto.PriceWorkloadRequest request) => new()
    {
        Items = [.. request.Items.Select(item =>
            new WorkloadItem(item.Model, item.RequestsPerDay, item.TokensPerRequest?.ToUsage() ?? new Tokens.TokenUsage(), item.AssistantId))],
        Days = request.Days == 0 ? 30 : request.Days,
        Seats = request.Seats == 0 ? 1 : request.Seats,
        ActiveUsers = request.ActiveUsers,
        ActiveAssistants = request.ActiveAssistants,
    };

    public static Proto.PlanQuote ToProto(PlanQuote quote) => new()
    {
        PlanId = quote.Plan.PlanId,
        PlanVersion = quote.Plan.Version,
        DisplayName = quote.Plan.DisplayName,
        Lines = { quote.Statement.Lines.Select(line => StatementMapping.ToProto(line, quote.Statement.Currency)) },
        Total = BilledMoney.Of(quote.Statement.Total, quote.Statement.Currency),
    };
}
