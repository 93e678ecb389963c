namespace Tollgate.Billing.Calculator;

/// <summary>Registration of the price calculator.</summary>
public static class CalculatorExtensions
{
    /// <summary>Adds the use cases behind the calculator.</summary>
    public static IServiceCollection AddCalculator(this IServiceCollection services) =>
        services.AddSingleton<PriceWorkload>().AddSingleton<RatePeriodUnderPlan>();

    /// <summary>Maps the public page: no login, prices are no secret. Plans that are not listed stay out of it.</summary>
    public static void MapCalculatorPage(this WebApplication app) =>
        app.MapGet("/calculator", CalculatorPage.AnswerAsync).AllowAnonymous();
}
