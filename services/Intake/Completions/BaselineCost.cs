using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Tokens;

namespace Tollgate.Intake.Completions;

/// <summary>
/// What one call of the baseline model would have cost for an answer: all of its input at the full price, and what it shows. Reasoning
/// is left out, because the baseline model would not have spent it.
/// </summary>
internal sealed class BaselineCost(IOptions<BaselineOptions> options, PriceBook prices)
{
    public Money Of(Contracts.Common.V1.TokenUsage answer, DateTimeOffset at)
    {
        var price = prices.Find(options.Value.Provider, options.Value.Model, at)
            ?? throw new InvalidOperationException($"The price book has no price for the baseline model '{options.Value.Model}'.");
        var usage = answer.ToUsage();
        var cost = Cost.Of(new Tokens.TokenUsage { Input = usage.InputTotal, Output = usage.Output }, price);
        return new Money { Currency = cost.Currency, Nanos = cost.Nanos };
    }
}
