using Microsoft.Extensions.Options;
using Tollgate.Tokens;

namespace Tollgate.Intake.Completions;

/// <summary>A baseline without a price stops the start, not the first receipt.</summary>
internal sealed class BaselineValidator(PriceBook prices, TimeProvider clock) : IValidateOptions<BaselineOptions>
{
    public ValidateOptionsResult Validate(string? name, BaselineOptions options) =>
        prices.Find(options.Provider, options.Model, clock.GetUtcNow()) is null
            ? ValidateOptionsResult.Fail($"Baseline: the price book has no price for provider '{options.Provider}', model '{options.Model}'.")
            : ValidateOptionsResult.Success;
}
